using System.CommandLine;

namespace ContextMemory.MLNet.Benchmarks.MemoryTasks;

/// <summary>Shows whether encoders remember what they read long ago: on synthetic tasks, far beyond the lengths of training.</summary>
internal sealed class MemoryTasksCommand : TaskCommand
{
    // That of classifiers with Effort.Best.
    private const double LearningRate = TrainingOptions.LargeLearningRate;

    private readonly Option<string[]> _encoders = Names("--encoders", "Encoders (default: all).", EncoderVariants.All.Select(variant => variant.Name));
    private readonly Option<int> _segment = Value("--segment", "Tokens that are read at once.", 256);

    public MemoryTasksCommand()
        : base("Trains encoders on synthetic tasks that need memory, and tests them far beyond the lengths of training.", LearningRate)
    {
        Options.Add(_encoders);
        Options.Add(_segment);
    }

    protected override IEnumerable<ITaskLearner> CreateLearners(ParseResult arguments, TaskSettings settings)
    {
        int segment = arguments.GetValue(_segment);
        return arguments.GetRequiredValue(_encoders).Select(name => new EncoderLearner(
            name, EncoderVariants.Create(name, settings.HiddenSize, settings.Layers, segment, settings.Pooling), settings));
    }
}
