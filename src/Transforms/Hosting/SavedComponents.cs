using ContextMemory.MLNet.Persistence;
using ContextMemory.MLNet.Tokenization;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace ContextMemory.MLNet.Hosting;

/// <summary>Which transformer a saved component is, by the short name it was saved under: a fixed table, never a type name from a file.</summary>
internal static class SavedComponents
{
    /// <summary>Called by <see cref="ModelLoader"/>, which finds it by its name.</summary>
    internal static object Load(object environment, BinaryReader reader)
    {
        var host = (IHostEnvironment)environment;
        (string kind, ContentReader content) = ModelFormat.Read(reader);
        TokenizerRegistry tokenizers = TokenizerRegistry.Of(host);
        ITransformer transformer = kind switch
        {
            ContextMemoryEncodeTransformer.Kind => ContextMemoryEncodeTransformer.Load(host, content.ReadText(), content, tokenizers),
            ContextMemoryMulticlassTransformer.Kind => ContextMemoryMulticlassTransformer.Load(host, content.ReadText(), content, tokenizers),
            ContextMemoryBinaryTransformer.Kind => ContextMemoryBinaryTransformer.Load(host, content.ReadText(), content, tokenizers),
            ContextMemoryMultiLabelTransformer.Kind => ContextMemoryMultiLabelTransformer.Load(host, content.ReadText(), content, tokenizers),
            ContextMemoryExtractEntitiesTransformer.Kind => ContextMemoryExtractEntitiesTransformer.Load(host, content.ReadText(), content),
            ContextMemorySummarizeTransformer.Kind => ContextMemorySummarizeTransformer.Load(host, content.ReadText(), content, tokenizers),
            _ => throw new InvalidDataException(
                $"The model holds a '{kind}', which this version of ContextMemory.MLNet does not know. Update the package."),
        };
        content.End();
        return transformer;
    }
}
