using ContextMemory.MLNet;
using ContextMemory.MLNet.Hosting;

namespace Microsoft.ML;

/// <summary>Adds extractive summarization to <c>mlContext.Transforms.Text</c>.</summary>
public static class ContextMemorySummarizeCatalog
{
    /// <summary>
    /// Summarizes texts by choosing some of their sentences: by a model that learns from reference summaries or from labels of the
    /// sentences, or by a method that needs no training. Offsets count UTF-16 units of the original text; texts of any length are read
    /// whole.
    /// </summary>
    /// <remarks>
    /// <list type="table">
    /// <listheader><term>Estimator characteristics</term><description/></listheader>
    /// <item><term>Looks at the data to train</term><description>Yes, twice through a cursor; methods without training not at all</description></item>
    /// <item><term>Input column types</term><description>String, or a vector of String with a sentence in each slot; to learn from, references (String or a vector of String) or labels (a vector of Single with a number for each sentence)</description></item>
    /// <item><term>Output columns</term><description>Summary: String. SummarySentences: vector of Int32, the numbers of the chosen sentences from 0. For all sentences SummaryScores (vector of Single), SummaryStarts and SummaryLengths (vectors of Int32)</description></item>
    /// <item><term>Exportable to ONNX</term><description>No</description></item>
    /// </list>
    /// Where the input is a vector of sentences, offsets count in the text that these make with a space between two. A text is expected to
    /// be plain; <see cref="ContextMemorySummarizeOptions.Markup"/> strips HTML or Markdown off it. The summary is one line: its sentences
    /// have a space between two (none behind a full-width mark) and in place of each line end. Sentences without a word are not chosen;
    /// they have the lowest score of the text. A text of more than 4,096 sentences is scored in parts of at most so many, each as a text
    /// of its own but for the places of its sentences, and its summary is chosen among its best 4,096 sentences; see <see cref="Summarizer"/>, which also
    /// summarizes texts that are too long to be held.
    /// </remarks>
    /// <param name="catalog">The text transforms.</param>
    /// <param name="outputColumnName">The column with the summary's text, and the beginning of the names of those beside it.</param>
    /// <param name="inputColumnName">The column that is read: text, or a vector of sentences.</param>
    /// <param name="referenceColumnName">Reference summaries to learn from; not read by methods without training.</param>
    /// <param name="sentences">The most sentences of a summary.</param>
    /// <param name="method">How the sentences are found.</param>
    /// <param name="epochs">Passes over the training rows, at most; 0 derives it from the effort.</param>
    /// <param name="validationData">Data to choose the best epoch by; null holds out a tenth of the training rows.</param>
    /// <param name="effort">How much time training may cost for how good a model.</param>
    /// <exception cref="ArgumentException">An argument is out of its range; the message names all that are.</exception>
    public static ContextMemorySummarizeEstimator ContextMemorySummarize(
        this TransformsCatalog.TextTransforms catalog,
        string outputColumnName = "Summary",
        string inputColumnName = "Text",
        string referenceColumnName = "Reference",
        int sentences = 3,
        SummaryMethod method = SummaryMethod.Trained,
        int epochs = 0,
        IDataView? validationData = null,
        Effort effort = Effort.Balanced)
    {
        var defaults = new ContextMemorySummarizeOptions();
        return catalog.ContextMemorySummarize(defaults with
        {
            OutputColumnName = outputColumnName,
            InputColumnName = inputColumnName,
            ReferenceColumnName = referenceColumnName,
            Limits = defaults.Limits with { Sentences = sentences },
            Method = method,
            Training = defaults.Training with { Epochs = epochs, Effort = effort },
            ValidationData = validationData,
        });
    }

    /// <inheritdoc cref="ContextMemorySummarize(TransformsCatalog.TextTransforms, string, string, string, int, SummaryMethod, int, IDataView, Effort)"/>
    /// <param name="catalog">The text transforms.</param>
    /// <param name="options">All that can be chosen.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names all that are.</exception>
    public static ContextMemorySummarizeEstimator ContextMemorySummarize(
        this TransformsCatalog.TextTransforms catalog, ContextMemorySummarizeOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return new ContextMemorySummarizeEstimator(Internals.Environment(catalog), options);
    }
}
