using ContextMemory.MLNet.Torch.Layers;
using ContextMemory.MLNet.Torch.Sequences;
using ContextMemory.MLNet.Torch.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Networks;

/// <summary>
/// An encoder that reads segments alone, and over it a memory that reads one vector a segment and hands its state on: what it knows is added to each
/// token.
/// </summary>
internal sealed class SegmentMemory(Pass pass, string name, Encoder segments, int segmentLength, EncoderOptions memory) : Encoder
{
    private readonly Encoder _memory = Build(pass, memory, $"{name}memory.");

    public override int OutputSize => segments.OutputSize;

    public override IReadOnlyList<long[]> StateShapes => _memory.StateShapes;

    public override Tensor Forward(Pass pass, SequenceShape batch, Tensor rows, Span<Tensor> state)
    {
        Tensor read = segments.Forward(pass, batch, rows, []);
        Tensor lengths = tensor([.. batch.Lengths.ToArray().Select(length => (float)length)], device: pass.Device).unsqueeze(1);
        Tensor means = batch.Pad(read).sum(1) / lengths;
        var one = new SequenceShape([.. Enumerable.Repeat(1, batch.Count)], [.. batch.Positions.ToArray().Select(position => position / segmentLength)], pass.Device);
        Tensor known = pass.Linear($"{name}memory_output", _memory.Forward(pass, one, means, state));
        long[] segmentOfRow = [.. Enumerable.Range(0, batch.Count).SelectMany(segment => Enumerable.Repeat((long)segment, batch.Lengths[segment]))];
        return read.Plus(known.index_select(0, pass.Numbers(segmentOfRow)));
    }

    public override void Dispose()
    {
        segments.Dispose();
        _memory.Dispose();
    }
}
