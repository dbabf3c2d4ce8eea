using ContextMemory.MLNet;
using ContextMemory.MLNet.Hosting;

namespace Microsoft.ML;

/// <summary>Adds the context-memory encoder to <c>mlContext.Transforms</c>.</summary>
public static class ContextMemoryEncodeCatalog
{
    /// <summary>
    /// Learns an encoder with a context memory and turns each text into a vector. With a label column it learns from the label,
    /// without one from the text alone.
    /// </summary>
    /// <remarks>
    /// <list type="table">
    /// <listheader><term>Estimator characteristics</term><description/></listheader>
    /// <item><term>Looks at the data to train</term><description>Yes, twice through a cursor; a text label once more</description></item>
    /// <item><term>Input column type</term><description>String; the label String, Boolean or key</description></item>
    /// <item><term>Output column type</term><description>Known-size vector of Single</description></item>
    /// <item><term>Exportable to ONNX</term><description>No</description></item>
    /// </list>
    /// A trainer behind it that reads the data many times (SDCA for one) should follow <c>AppendCacheCheckpoint</c>: nothing else keeps
    /// ML.NET from encoding every text once a pass.
    /// </remarks>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The column that is added.</param>
    /// <param name="inputColumnName">The text column that is read.</param>
    /// <param name="labelColumnName">A label to learn from, or null to learn from the text alone.</param>
    /// <param name="encoder">How tokens come to know their context.</param>
    /// <param name="embeddingSize">Size of a token's vector.</param>
    /// <param name="epochs">Passes over the training rows, at most; 0 derives it from their number.</param>
    /// <param name="effort">How much time training may cost for how good a model.</param>
    /// <exception cref="ArgumentException">An argument is out of its range; the message names all that are.</exception>
    public static ContextMemoryEncodeEstimator ContextMemoryEncode(
        this TransformsCatalog catalog,
        string outputColumnName = "Features",
        string inputColumnName = "Text",
        string? labelColumnName = null,
        EncoderKind encoder = EncoderKind.Gru,
        int embeddingSize = 128,
        int epochs = 0,
        Effort effort = Effort.Balanced) =>
        catalog.ContextMemoryEncode(new ContextMemoryEncodeOptions
        {
            OutputColumnName = outputColumnName,
            InputColumnName = inputColumnName,
            LabelColumnName = labelColumnName,
            Encoder = EncoderOptions.Of(encoder) with { EmbeddingSize = embeddingSize },
            Training = new TrainingOptions { Epochs = epochs, Effort = effort },
        });

    /// <inheritdoc cref="ContextMemoryEncode(TransformsCatalog, string, string, string, EncoderKind, int, int, Effort)"/>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">All that can be chosen.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names all that are.</exception>
    public static ContextMemoryEncodeEstimator ContextMemoryEncode(this TransformsCatalog catalog, ContextMemoryEncodeOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return new ContextMemoryEncodeEstimator(Internals.Environment(catalog), options);
    }
}
