using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Benchmarks.MemoryTasks.Libtorch;

/// <summary>libtorch's transformer encoder with sinusoidal positions: every word attends to every other of the document.</summary>
internal sealed class TransformerNet : DocumentNet
{
    /// <summary>Words of the longest document that it can hold.</summary>
    public const int Longest = 4_096;

    private const int Heads = 4;
    private const double LongestWave = 10_000;

    // Pairs of words that attend to one another: their weights take 4 bytes a head.
    private const int PairsTogether = 1 << 24;
    private const int DocumentsTogether = 32;

    private readonly TransformerEncoder _encoder;
    private readonly int _size;

    public TransformerNet(int words, int size, int layers, int classes, Pooling pooling)
        : base("transformer", words, size, classes, pooling)
    {
        _size = size;
        _encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(size, Heads, 2 * size, dropout: 0), layers);
        RegisterComponents();
    }

    public override int ReadTogether(int length) => Math.Clamp(PairsTogether / (length * length), 1, DocumentsTogether);

    protected override Tensor Encode(Tensor embedded, PaddedBatch batch)
    {
        Tensor placed = embedded + Positions(batch.Words.shape[1]);
        return _encoder.forward(placed.transpose(0, 1), src_mask: null!, src_key_padding_mask: batch.IsPadding).transpose(0, 1);
    }

    /// <summary>[words x size] (Vaswani 2017, section 3.5). Embeddings of libtorch start as large as these.</summary>
    private Tensor Positions(long words)
    {
        Tensor waves = exp(arange(0, _size, 2, ScalarType.Float32) * (-Math.Log(LongestWave) / _size));
        Tensor angles = arange(words, ScalarType.Float32).unsqueeze(1) * waves.unsqueeze(0);
        return stack([sin(angles), cos(angles)], dim: 2).reshape(words, _size);
    }
}
