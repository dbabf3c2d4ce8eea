using Microsoft.ML;
using TorchSharp;

namespace FromMicrosoftMLTorchSharp;

/// <summary>The pretrained model that a trainer of theirs looks for at <c>Fit</c>, and downloads if it is not there.</summary>
internal static class TheirModel
{
    /// <summary>The encoder of the text classification and the sentence similarity trainer.</summary>
    public const string Small = "NasBert2000000.tsm";

    /// <summary>The larger encoder of the named entity trainer.</summary>
    public const string ForEntities = "pretrained_NasBert_14M_encoder.tsm";

    /// <summary>Runs a trainer of theirs, or says in one line why it did not run.</summary>
    public static Result RunIfThere(MLContext ctx, string trainer, string model, Func<Result> run)
    {
        // Where they look: the folder 'mlnet' of the context's temporary folder. MICROSOFTML_RESOURCE_PATH changes nothing.
        string path = Path.Combine(ctx.TempFilePath, "mlnet", model);
        string version = $"TorchSharp before 0.104, and this is {typeof(torch).Assembly.GetName().Version}";
        if (!File.Exists(path))
        {
            return Result.Skipped(trainer, $"skipped: it needs {path} (https://aka.ms/mlnet-resources/models/{model}), and {version}");
        }

        try
        {
            return run();
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidOperationException)
        {
            return Result.Skipped(trainer, $"failed: {fault.Message} It needs {version}");
        }
    }
}
