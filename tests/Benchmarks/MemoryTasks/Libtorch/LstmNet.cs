using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Benchmarks.MemoryTasks.Libtorch;

/// <summary>libtorch's LSTM, forwards.</summary>
internal sealed class LstmNet : DocumentNet
{
    /// <summary>Words of the longest document that it can hold.</summary>
    public const int Longest = int.MaxValue;

    // The gates of all steps are computed before the first step: a KiB a word and layer of 64.
    private const int TokensTogether = 1 << 19;
    private const int DocumentsTogether = 32;

    private readonly LSTM _lstm;

    public LstmNet(int words, int size, int layers, int classes, Pooling pooling)
        : base("lstm", words, size, classes, pooling)
    {
        _lstm = nn.LSTM(size, size, layers, batchFirst: true);
        RegisterComponents();
    }

    public override int ReadTogether(int length) => Math.Clamp(TokensTogether / length, 1, DocumentsTogether);

    // What stands behind the last word does not reach its vector.
    protected override Tensor Encode(Tensor embedded, PaddedBatch batch) => _lstm.forward(embedded).Item1;
}
