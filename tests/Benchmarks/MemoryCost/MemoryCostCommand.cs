using System.CommandLine;
using ContextMemory.MLNet.Benchmarks.MemoryTasks;

namespace ContextMemory.MLNet.Benchmarks.MemoryCost;

/// <summary>
/// Shows what it costs encoders to read long documents: speed and memory, each cell of the table in a process of its own. Only on Linux,
/// where the most memory that a process has had can be forgotten.
/// </summary>
internal sealed class MemoryCostCommand : RootCommand
{
    private readonly Option<string[]> _encoders = TaskCommand.Names("--encoders", "Encoders (default: all).", EncoderVariants.All.Select(variant => variant.Name));
    private readonly Option<int[]> _lengths = new("--lengths")
    {
        Description = "Tokens of the documents.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [1_000, 10_000, 100_000, 1_000_000],
    };

    private readonly Option<int> _hidden = TaskCommand.Value("--hidden", "Size of tokens' vectors and of layers.", 64);
    private readonly Option<int> _layers = TaskCommand.Value("--layers", "Layers on top of one another.", TaskCommand.UsualLayers);
    private readonly Option<int> _segment = TaskCommand.Value("--segment", "Tokens that are read at once.", 256);
    private readonly Option<Pooling> _pooling = TaskCommand.Value("--pooling", "How tokens' vectors become one vector.", Pooling.Last);
    private readonly Option<int> _threads = TaskCommand.Value("--threads", "Threads to work with.", 1);
    private readonly Option<bool> _here = new("--here") { Description = "Measures in this process, and prints lines alone.", Hidden = true };

    public MemoryCostCommand()
        : base("Measures the speed and the memory of untrained encoders that read one long document.")
    {
        Option[] options = [_encoders, _lengths, _hidden, _layers, _segment, _pooling, _threads, _here];
        foreach (Option option in options)
        {
            Options.Add(option);
        }

        SetAction(Run);
    }

    private void Run(ParseResult arguments)
    {
        TextWriter output = arguments.InvocationConfiguration.Output;
        bool isHere = arguments.GetValue(_here);
        if (!isHere)
        {
            output.WriteLine("| encoder | tokens | tokens/s | layers keep, MiB | process above 1,000 tokens, MiB | codes, MiB |");
            output.WriteLine("|---|---:|---:|---:|---:|---:|");
        }

        foreach (string name in arguments.GetRequiredValue(_encoders))
        {
            foreach (int length in arguments.GetRequiredValue(_lengths))
            {
                output.WriteLine(isHere ? Measure(arguments, name, length) : MeasureElsewhere(arguments, name, length));
                output.Flush();
            }
        }
    }

    private string Measure(ParseResult arguments, string name, int length)
    {
        EncoderOptions encoder = EncoderVariants.Create(
            name, arguments.GetValue(_hidden), arguments.GetValue(_layers), arguments.GetValue(_segment), arguments.GetValue(_pooling));
        return ReadingCost.Measure(encoder, length, arguments.GetValue(_threads)).Line(name, length);
    }

    /// <summary>Measures one cell in a process that has done nothing else.</summary>
    private string MeasureElsewhere(ParseResult arguments, string name, int length)
    {
        string[] own =
        [
            "memory-cost", "--here", "--encoders", name, "--lengths", $"{length}", "--hidden", $"{arguments.GetValue(_hidden)}",
            "--layers", $"{arguments.GetValue(_layers)}", "--segment", $"{arguments.GetValue(_segment)}",
            "--pooling", $"{arguments.GetValue(_pooling)}", "--threads", $"{arguments.GetValue(_threads)}",
        ];
        return OwnProcess.Run(own, code => $"| {name} | {length} | failed with {code} | | | |");
    }
}
