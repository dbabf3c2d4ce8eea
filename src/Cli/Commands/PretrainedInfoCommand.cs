using System.CommandLine;
using System.Globalization;
using ContextMemory.MLNet.Cli.Output;

namespace ContextMemory.MLNet.Cli.Commands;

internal sealed class PretrainedInfoCommand : ToolCommand
{
    private const string Unknown = "not said";

    private readonly Terminal _terminal;
    private readonly Argument<string> _folder = new("FOLDER")
    {
        Description = "The folder with config.json, the weights and the vocabulary, or the file of weights (.safetensors, .onnx) in it.",
    };

    public PretrainedInfoCommand(Terminal terminal)
        : base("info", "Checks a folder with a pretrained transformer and says what it holds.", "cmem pretrained info all-MiniLM-L6-v2")
    {
        _terminal = terminal;
        Arguments.Add(_folder);
    }

    protected override void Run(ParseResult arguments)
    {
        PretrainedModelInfo info = PretrainedModelInfo.Read(arguments.GetRequiredValue(_folder));
        ValueLines.Write(
            _terminal.Output,
            [
                ("folder", info.Path),
                ("architecture", info.Architecture),
                ("vocabulary", $"{Number(info.VocabularySize)} pieces, {Names(info.VocabularyFiles) ?? "no file that is known"}"),
                ("tokenizer", info.Tokenizer ?? Unknown),
                ("layers", $"{Number(info.Layers)}, hidden {Number(info.HiddenSize)}, {Number(info.Heads)} heads, feed-forward {Number(info.FeedForwardSize)} ({info.Activation})"),
                ("positions", Number(info.Positions)),
                ("maximum tokens", info.MaximumTokens is { } tokens ? Number(tokens) : Unknown),
                ("pooling", info.Pooling is { } pooling ? pooling + (info.Normalizes ? ", normalized" : "") : Unknown),
                ("parameters", Number(info.ParameterCount)),
                ("type of weights", string.Join(", ", info.WeightTypes)),
                ("files of weights", $"{Names(info.WeightFiles)}, {Number(info.WeightBytes)} bytes"),
            ]);
    }

    private static string? Names(IReadOnlyList<string> paths) => paths.Count > 0 ? string.Join(", ", paths.Select(path => Path.GetFileName(path))) : null;

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
