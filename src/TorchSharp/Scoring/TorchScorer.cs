using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Torch.Layers;
using ContextMemory.MLNet.Torch.Networks;
using ContextMemory.MLNet.Torch.Parameters;
using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Scoring;

/// <summary>A trained network on a device of libtorch. Nothing is learned, so any number of threads read with it at once.</summary>
internal sealed class TorchScorer : IScorer
{
    private readonly Pass _pass;
    private readonly DocumentReader[] _readers;
    private readonly TagReader? _tags;

    /// <param name="network">What is computed.</param>
    /// <param name="weights">Its parameters.</param>
    /// <param name="device">Where.</param>
    /// <param name="precision">In which products of matrices are computed.</param>
    public TorchScorer(NetworkSpec network, Weights weights, Device device, ScalarType precision)
    {
        _pass = new Pass(new ParameterBuffer(weights, device, learns: false), precision);
        bool isTagger = network.Loss.Kind == LossKind.TagSequence;
        _tags = isTagger ? new TagReader(_pass, network.Members[0]) : null;
        _readers = isTagger ? [] : [.. network.Members.Select(member => new DocumentReader(_pass, member))];
    }

    public void Read(int member, DocumentBatch documents, Matrix vectors)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor rows = _readers[member].Open(documents).ReadAll(documents);
        ParameterBuffer.CopyTo(_readers[member].Pool(documents, rows), vectors.Span);
    }

    public ITagReading OpenTags() => new TorchTagReading(_pass, _tags!);
}
