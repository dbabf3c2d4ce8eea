using ContextMemory.MLNet.Benchmarks.Speed;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Benchmarks.Peers;

/// <summary>libtorch scores.</summary>
internal sealed class TorchSharpScoring : TorchSharpWay
{
    private readonly bool _keepsGraph;
    private readonly Embedding _embedding;

    /// <param name="options">What is measured.</param>
    /// <param name="workload">Has the weights and the batches.</param>
    /// <param name="keepsGraph">Whether the layers run as in training: then libtorch takes another LSTM of oneDNN.</param>
    public TorchSharpScoring(WorkloadOptions options, Workload workload, bool keepsGraph = false)
        : base(options, workload)
    {
        _keepsGraph = keepsGraph;
        _embedding = nn.Embedding_from_pretrained(Table);
    }

    public override void Step(int batch)
    {
        using DisposeScope scope = NewDisposeScope();
        Forward(batch);
    }

    public override void Dispose()
    {
        _embedding.Dispose();
        base.Dispose();
    }

    private protected override Tensor Forward(int batch)
    {
        using IDisposable? mode = _keepsGraph ? null : inference_mode();
        return Net.Forward(_embedding.call(Codes[batch])).detach();
    }
}
