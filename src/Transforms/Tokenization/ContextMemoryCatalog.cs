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
}
