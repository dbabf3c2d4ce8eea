using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Benchmarks.Peers;

/// <summary>
/// Transformer layers with norms in front: one product for queries, keys and values, libtorch's scaled dot product; then the mean over tokens and a
/// linear layer.
/// </summary>
internal sealed class TorchSharpAttentionNet : TorchSharpNet
{
    private readonly Tensor _positions;
    private readonly Layer[] _layers;
    private readonly LayerNorm _norm;
    private readonly Linear _head;

    public TorchSharpAttentionNet(AttentionOptions options, NamedWeights weights, int length, int classes)
        : base(weights)
    {
        int size = options.EmbeddingSize;
        _positions = tensor(PositionTable.Of(options, length), [length, size]);
        _layers = [.. Enumerable.Range(0, options.Layers).Select(layer => CreateLayer(options, $"encoder.layers.{layer}."))];
        _norm = Fill(nn.LayerNorm(size), "encoder.norm.");
        _head = CreateHead(size, classes);
    }

    public override bool IsTimeFirst => false;

    public override Tensor Forward(Tensor embedded)
    {
        Tensor rows = embedded + _positions;
        foreach (Layer layer in _layers)
        {
            rows = layer.Forward(rows);
        }

        return _head.call(_norm.call(rows).mean([1]));
    }

    public override void Dispose()
    {
        base.Dispose();
        _positions.Dispose();
    }

    private Layer CreateLayer(AttentionOptions options, string name)
    {
        (int size, int inner) = (options.EmbeddingSize, options.FeedForwardSize);
        return new Layer(
            options.Heads,
            Fill(nn.LayerNorm(size), $"{name}norm1."),
            Fill(nn.Linear(size, 3 * size), $"{name}self_attn.in_proj_"),
            Fill(nn.Linear(size, size), $"{name}self_attn.out_proj."),
            Fill(nn.LayerNorm(size), $"{name}norm2."),
            Fill(nn.Linear(size, inner), $"{name}linear1."),
            Fill(nn.Linear(inner, size), $"{name}linear2."));
    }

    private sealed record Layer(int Heads, LayerNorm Norm1, Linear Projection, Linear Output, LayerNorm Norm2, Linear Expand, Linear Contract)
    {
        public Tensor Forward(Tensor rows)
        {
            rows += Output.call(Attend(Projection.call(Norm1.call(rows))));
            return rows + Contract.call(nn.functional.gelu(Expand.call(Norm2.call(rows))));
        }

        private Tensor Attend(Tensor projected)
        {
            long[] shape = projected.shape;
            Tensor[] parts = projected.view(shape[0], shape[1], 3, Heads, -1).unbind(2);
            Tensor attended = nn.functional.scaled_dot_product_attention(
                parts[0].transpose(1, 2), parts[1].transpose(1, 2), parts[2].transpose(1, 2));
            return attended.transpose(1, 2).reshape(shape[0], shape[1], -1);
        }
    }
}
