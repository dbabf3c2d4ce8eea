using System.CommandLine;
using TorchSharp;

namespace ContextMemory.MLNet.Benchmarks.MemoryTasks.Libtorch;

/// <summary>Trains libtorch's LSTM and its transformer encoder on the tasks of <c>Benchmarks memory-tasks</c>.</summary>
internal sealed class LibtorchCommand : TaskCommand
{
    // Layers that are normalized behind their residual connection, as in libtorch's transformer, do not learn with larger steps.
    private const double LearningRate = 1e-3;

    private readonly Option<string[]> _encoders = Names("--encoders", "Encoders (default: all).", ["lstm", "transformer"]);

    public LibtorchCommand()
        : base("Trains libtorch's encoders on synthetic tasks that need memory; documents are read whole.", LearningRate)
    {
        Options.Add(_encoders);
    }

    protected override IEnumerable<ITaskLearner> CreateLearners(ParseResult arguments, TaskSettings settings)
    {
        if (settings.Pooling is not (Pooling.Last or Pooling.Mean))
        {
            throw new ArgumentException($"The peers know {Pooling.Last} and {Pooling.Mean} alone; --pooling was {settings.Pooling}.");
        }

        torch.set_num_threads(settings.Threads);
        return arguments.GetRequiredValue(_encoders).Select(name => new LibtorchLearner(name, settings));
    }
}
