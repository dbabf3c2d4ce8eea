using ContextMemory.MLNet.Torch.Sequences;
using ContextMemory.MLNet.Torch.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Layers;

/// <summary>norm(x + attention(x)), then norm(x + feed-forward(x)) (Vaswani 2017; Devlin 2019). Shapes: [rows x size] to the same.</summary>
/// <param name="name">What the names of its parameters begin with.</param>
/// <param name="options">The sizes.</param>
internal sealed class TransformerBlock(string name, PretrainedOptions options)
{
    private readonly MultiHeadAttention _attention = new($"{name}self_attn", options.EmbeddingSize, options.Heads, isCausal: false, cacheLength: 0);

    public Tensor Forward(Pass pass, SequenceShape batch, Tensor rows)
    {
        Tensor attended = pass.Dropout(_attention.Forward(pass, batch, rows, []), options.DropoutRate);
        rows = pass.LayerNorm($"{name}norm1", rows.Plus(attended), options.Epsilon);
        Tensor inner = nn.functional.gelu(pass.Linear($"{name}linear1", rows));
        return pass.LayerNorm($"{name}norm2", rows.Plus(pass.Dropout(pass.Linear($"{name}linear2", inner), options.DropoutRate)), options.Epsilon);
    }
}
