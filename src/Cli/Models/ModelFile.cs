using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Cli.Output;
using Microsoft.ML;

namespace ContextMemory.MLNet.Cli.Models;

/// <summary>Saves and loads ML.NET model files.</summary>
internal static class ModelFile
{
    private static ReadOnlySpan<byte> ZipSignature => "PK"u8;

    /// <summary>The same model gives the same bytes, at any time.</summary>
    /// <exception cref="FailureException">The file cannot be written; what was there before still is.</exception>
    public static void Save(PipelineModel model, string path)
    {
        using var zip = new MemoryStream();
        model.Context.Model.Save(model.Transformer, model.Input, zip);
        ZipTimes.Clear(zip);
        AtomicFile.Write(path, zip.WriteTo);
    }

    /// <exception cref="FailureException">There is no such file, or it is not a model.</exception>
    public static PipelineModel Load(MLContext context, string path)
    {
        using FileStream file = InputFile.Open(path);
        CheckSignature(file, path);
        try
        {
            ITransformer model = context.Model.Load(file, out DataViewSchema? input);
            return new PipelineModel(context, model, input);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw new FailureException($"Cannot load '{path}': {Cause(exception)}", exception);
        }
    }

    private static void CheckSignature(FileStream file, string path)
    {
        Span<byte> start = stackalloc byte[ZipSignature.Length];
        int length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (!start[..length].SequenceEqual(ZipSignature))
        {
            throw new FailureException($"'{path}' is not a model file: it is not a zip archive. Give a file made by 'cmem train'.");
        }

        file.Position = 0;
    }

    // ML.NET wraps what a component says while it is pipeline; the innermost message is the one that says what is wrong.
    private static string Cause(Exception exception)
    {
        while (exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception.Message;
    }
}
