using ContextMemory.MLNet.Benchmarks.Speed;
using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Benchmarks.Peers;

/// <summary>A way of libtorch: the network and the codes of all batches.</summary>
internal abstract class TorchSharpWay : PeerWay
{
    private protected TorchSharpWay(WorkloadOptions options, Workload workload)
    {
        var weights = new NamedWeights(workload.Model);
        Net = TorchSharpNet.Create(options.Encoder, weights, options.Lengths[0], options.Classes);
        Table = tensor(weights["embedding.weight"], [options.VocabularySize, options.Encoder.EmbeddingSize]);
        Codes = [.. Enumerable.Range(0, Workload.BatchCount).Select(batch => CodesOf(workload.Batch(batch)))];
    }

    public TorchSharpNet Net { get; }

    /// <summary>The embedding table.</summary>
    public Tensor Table { get; }

    /// <summary>Of each batch, [tokens x documents] or [documents x tokens].</summary>
    public IReadOnlyList<Tensor> Codes { get; }

    public sealed override float[] LogitsOf(int batch)
    {
        using DisposeScope scope = NewDisposeScope();
        return [.. Forward(batch).data<float>()];
    }

    /// <summary>The logits of a batch, as <see cref="PeerWay.Step"/> computes them.</summary>
    private protected abstract Tensor Forward(int batch);

    public override void Dispose()
    {
        Net.Dispose();
        Table.Dispose();
        foreach (Tensor codes in Codes)
        {
            codes.Dispose();
        }
    }

    private Tensor CodesOf(int[][] documents)
    {
        using DisposeScope scope = NewDisposeScope();
        long[] codes = [.. documents.SelectMany(document => document.Select(code => (long)code))];
        Tensor rows = tensor(codes, [documents.Length, documents[0].Length]);
        return (Net.IsTimeFirst ? rows.t().contiguous() : rows).MoveToOuterDisposeScope();
    }
}
