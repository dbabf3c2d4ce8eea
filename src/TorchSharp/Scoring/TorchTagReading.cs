using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Entities;
using ContextMemory.MLNet.Torch.Layers;
using ContextMemory.MLNet.Torch.Networks;
using ContextMemory.MLNet.Torch.Parameters;
using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Scoring;

/// <summary>Texts that are read segment by segment; what their segments hand on stays on the device.</summary>
internal sealed class TorchTagReading(Pass pass, TagReader reader) : ITagReading
{
    private Tensor[] _state = [];

    public void Read(ISegmentBatch segments, Matrix scores)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor[] state = _state.Length == 0
            ? State.Zeros(reader.StateShapes, segments.Count, pass.Device)
            : [.. _state.Select(all => all.narrow(0, 0, segments.Count))];
        ParameterBuffer.CopyTo(reader.Read((EntityBatch)segments, round: 0, state), scores.Span);
        Dispose();
        _state = [.. state.Select(own => own.DetachFromDisposeScope())];
    }

    public void Dispose()
    {
        foreach (Tensor own in _state)
        {
            own.Dispose();
        }
    }
}
