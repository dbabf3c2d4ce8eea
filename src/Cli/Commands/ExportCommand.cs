using System.CommandLine;
using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Cli.Models;
using ContextMemory.MLNet.Cli.Output;
using Microsoft.ML;

namespace ContextMemory.MLNet.Cli.Commands;

internal sealed class ExportCommand : ToolCommand
{
    private readonly BaseOption _base;
    private readonly Argument<string> _model = new("MODEL") { Description = "The model whose parameters are written." };
    private readonly Option<ExportFormat?> _format = CommonOptions.OneOf<ExportFormat>("--format", "The format of the file (default: safetensors).");
    private readonly Option<bool> _float16 = new("--float16") { Description = "Round the values to half precision, which halves the file." };
    private readonly Option<string> _output = new("--output")
    {
        Description = "Where to write the parameters.",
        HelpName = "FILE",
        Required = true,
    };

    public ExportCommand()
        : base("export", "Writes the learned parameters of a model for other programs.", "cmem export model.zip --format safetensors --output weights.safetensors")
    {
        Arguments.Add(_model);
        _base = new BaseOption(this);
        Options.Add(_format);
        Options.Add(_float16);
        Options.Add(_output);
    }

    private enum ExportFormat
    {
        /// <summary>A header in JSON and the values one after another.</summary>
        Safetensors,
    }

    protected override void Run(ParseResult arguments)
    {
        string path = arguments.GetRequiredValue(_model);
        string output = arguments.GetRequiredValue(_output);
        bool asFloat16 = arguments.GetValue(_float16);
        new FileUses().Reads(path).Writes("--output", output);
        _base.Register(arguments);
        PipelineModel model = ModelFile.Load(new MLContext(), path);
        try
        {
            AtomicFile.Write(output, stream => model.Context.ContextMemory().ExportWeights(model.Transformer, stream, asFloat16));
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            throw new FailureException($"Cannot export '{path}': {exception.Message}", exception);
        }
    }
}
