using Microsoft.ML;

namespace ContextMemory.MLNet.Cli.Models;

/// <param name="Context">What the model was loaded or trained with.</param>
/// <param name="Transformer">The whole model.</param>
/// <param name="Input">The columns it was saved with; null where it was saved without them.</param>
internal sealed record PipelineModel(MLContext Context, ITransformer Transformer, DataViewSchema? Input)
{
    /// <summary>The transformers that the model is made of, in order.</summary>
    public IEnumerable<ITransformer> Steps => Transformer as IEnumerable<ITransformer> ?? [Transformer];
}
