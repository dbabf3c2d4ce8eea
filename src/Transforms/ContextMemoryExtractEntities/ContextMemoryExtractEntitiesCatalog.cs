using ContextMemory.MLNet;
using ContextMemory.MLNet.Hosting;

namespace Microsoft.ML;

/// <summary>Adds entity extraction to <c>mlContext.Transforms.Text</c>.</summary>
public static class ContextMemoryExtractEntitiesCatalog
{
    /// <summary>
    /// Learns to find entities: where in a text people, places, amounts or whatever the training data marks are named. Offsets count
    /// UTF-16 units of the original text; texts of any length are read whole.
    /// </summary>
    /// <remarks>
    /// <list type="table">
    /// <listheader><term>Estimator characteristics</term><description/></listheader>
    /// <item><term>Looks at the data to train</term><description>Yes, twice through a cursor</description></item>
    /// <item><term>Input column types</term><description>Text: String, with Label...Starts and Label...Lengths (vectors of Int32) and Label...Types (vector of String); or vector of String (tokens), with Label a vector of String (their tags)</description></item>
    /// <item><term>Output columns</term><description>Entities, EntitiesTypes: vectors of String. EntitiesStarts, EntitiesLengths: vectors of Int32. EntitiesScores: vector of Single, probabilities. EntitiesTokens, EntitiesTags: vectors of String</description></item>
    /// <item><term>Exportable to ONNX</term><description>No</description></item>
    /// </list>
    /// A fitted model reads a text as well as tokens, whichever of the two it was trained on.
    /// </remarks>
    /// <param name="catalog">The text transforms.</param>
    /// <param name="outputColumnName">The column with the entities' texts, and the beginning of the names of those beside it.</param>
    /// <param name="inputColumnName">The column that is read: text, or a vector of tokens.</param>
    /// <param name="labelColumnName">Where the entities to learn from are: the tags' column, or the beginning of the names of the columns of places and types.</param>
    /// <param name="encoder">How tokens come to know their context.</param>
    /// <param name="epochs">Passes over the training rows, at most; 0 derives it from their number.</param>
    /// <param name="validationData">Data to choose the best epoch by; null holds out a tenth of the training rows.</param>
    /// <param name="effort">How much time training may cost for how good a model.</param>
    /// <exception cref="ArgumentException">An argument is out of its range; the message names all that are.</exception>
    public static ContextMemoryExtractEntitiesEstimator ContextMemoryExtractEntities(
        this TransformsCatalog.TextTransforms catalog,
        string outputColumnName = "Entities",
        string inputColumnName = "Text",
        string labelColumnName = "Label",
        EncoderKind encoder = EncoderKind.Lstm,
        int epochs = 0,
        IDataView? validationData = null,
        Effort effort = Effort.Balanced)
    {
        var defaults = new ContextMemoryExtractEntitiesOptions();
        return catalog.ContextMemoryExtractEntities(defaults with
        {
            OutputColumnName = outputColumnName,
            InputColumnName = inputColumnName,
            LabelColumnName = labelColumnName,
            Encoder = EncoderOptions.Of(encoder),
            Training = defaults.Training with { Epochs = epochs, Effort = effort },
            ValidationData = validationData,
        });
    }

    /// <inheritdoc cref="ContextMemoryExtractEntities(TransformsCatalog.TextTransforms, string, string, string, EncoderKind, int, IDataView, Effort)"/>
    /// <param name="catalog">The text transforms.</param>
    /// <param name="options">All that can be chosen.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names all that are.</exception>
    public static ContextMemoryExtractEntitiesEstimator ContextMemoryExtractEntities(
        this TransformsCatalog.TextTransforms catalog, ContextMemoryExtractEntitiesOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return new ContextMemoryExtractEntitiesEstimator(Internals.Environment(catalog), options);
    }
}
