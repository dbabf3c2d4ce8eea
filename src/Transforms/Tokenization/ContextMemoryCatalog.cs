using ContextMemory.MLNet;
using ContextMemory.MLNet.Hosting;
using ContextMemory.MLNet.Tokenization;
using Microsoft.ML.Tokenizers;

namespace Microsoft.ML;

/// <summary>What ContextMemory.MLNet offers on an MLContext that belongs to none of its catalogs: <c>mlContext.ContextMemory()</c>.</summary>
public sealed class ContextMemoryCatalog
{
    internal ContextMemoryCatalog(MLContext context) => Context = context;

    internal MLContext Context { get; }

    /// <summary>
    /// Makes a tokenizer known, so that models that were trained with it can be loaded. Models that cut text into words need none.
    /// </summary>
    /// <param name="tokenizer">The tokenizer that was in the options when the model was trained, or one made from the same files.</param>
    public ContextMemoryCatalog UseTokenizer(Tokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        TokenizerRegistry.Of(Context).Add(tokenizer);
        return this;
    }

    /// <summary>How the training of a model went: that of the last component of ContextMemory.MLNet in it, where it is a chain.</summary>
    /// <param name="model">What <c>Fit</c> has returned.</param>
    /// <returns>Null where nothing was trained: for a model that was loaded, and for a summarizer that learns nothing.</returns>
    /// <exception cref="ArgumentException">There is no component of ContextMemory.MLNet in the model.</exception>
    public TrainingReport? GetTrainingReport(ITransformer model)
    {
        ArgumentNullException.ThrowIfNull(model);
        TextTransformer found = Steps.Of(model).OfType<TextTransformer>().LastOrDefault() ?? throw new ArgumentException(
            $"The model is a {model.GetType().Name} that holds no component of ContextMemory.MLNet. Give what Fit has returned of a pipeline with one.",
            nameof(model));
        return found.TrainingReport;
    }
}
