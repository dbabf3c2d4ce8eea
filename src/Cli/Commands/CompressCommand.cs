using System.CommandLine;
using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Cli.Models;
using ContextMemory.MLNet.Cli.Output;
using Microsoft.ML;

namespace ContextMemory.MLNet.Cli.Commands;

internal sealed class CompressCommand : ToolCommand
{
    private readonly Terminal _terminal;
    private readonly BaseOption _base;
    private readonly Argument<string> _model = new("MODEL") { Description = "The model whose weights are rounded." };
    private readonly Option<ModelPrecision?> _precision = CommonOptions.Precision(
        "What weights are rounded to: half has half the file; int8 a quarter of it, and products in 8 bits (default: int8).");

    private readonly Option<string> _output = new("--output")
    {
        Description = "Where to write the smaller model.",
        HelpName = "FILE.zip",
        Required = true,
    };

    public CompressCommand(Terminal terminal)
        : base("compress", "Rounds the weights of a model, so that its file is smaller and it may be faster.", "cmem compress model.zip --precision int8 --output small.zip")
    {
        _terminal = terminal;
        Arguments.Add(_model);
        _base = new BaseOption(this);
        Options.Add(_precision);
        Options.Add(_output);
    }

    protected override void Run(ParseResult arguments)
    {
        string path = arguments.GetRequiredValue(_model);
        string output = arguments.GetRequiredValue(_output);
        new FileUses().Reads(path).Writes("--output", output);
        _base.Register(arguments);
        PipelineModel model = ModelFile.Load(new MLContext(), path);
        try
        {
            model.Context.ContextMemory().UsePrecision(model.Transformer, arguments.GetValue(_precision) ?? ModelPrecision.Int8);
        }
        catch (ArgumentException exception)
        {
            throw new FailureException($"Cannot compress '{path}': {exception.Message}", exception);
        }

        ModelFile.Save(model, output);
        _terminal.Output.WriteLine($"Saved {output}: {Length(output)}, {path} has {Length(path)}.");
    }

    private static string Length(string path) => $"{new FileInfo(path).Length / 1e6:F1} MB";
}
