using ContextMemory.MLNet.Torch.Sequences;
using ContextMemory.MLNet.Torch.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Layers.Recurrent;

/// <summary>
/// A memory H with gates: i, f, o = sigmoid and m = tanh of W x + b, where the gates also see the memory through U H, or see x alone (Feng 2024,
/// minLSTM); H' = f H + i m, y = o tanh(H'). State: the memory.
/// </summary>
/// <param name="name">What the names of its parameters begin with.</param>
/// <param name="layer">The layer's number.</param>
/// <param name="size">Of the memory.</param>
/// <param name="isBidirectional">Whether it reads backwards too.</param>
/// <param name="gatesSeeMemory">Whether the gates see the memory.</param>
internal sealed class GatedMemoryLayer(string name, int layer, int size, bool isBidirectional, bool gatesSeeMemory) : RecurrentLayer
{
    private const int Gates = 3;

    public override IReadOnlyList<long[]> StateShapes { get; } = [[size]];

    public override Tensor Forward(Pass pass, SequenceShape batch, Tensor rows, Span<Tensor> state)
    {
        Tensor forwards = Read(pass, batch, rows, $"l{layer}", isReverse: false, ref state[0]);
        if (!isBidirectional)
        {
            return forwards;
        }

        Tensor start = zeros_like(state[0]);
        return cat([forwards, Read(pass, batch, rows, $"l{layer}_reverse", isReverse: true, ref start)], 1);
    }

    private Tensor Read(Pass pass, SequenceShape batch, Tensor rows, string suffix, bool isReverse, ref Tensor memory)
    {
        Tensor sums = batch.Pad(pass.Linear($"{name}weight_x_{suffix}", $"{name}bias_{suffix}", rows));
        Tensor? weight = gatesSeeMemory ? pass.Matrix($"{name}weight_h_{suffix}").t() : null;
        Tensor mask = batch.Mask.unsqueeze(2);
        var read = new Tensor[batch.Longest];
        for (int i = 0; i < batch.Longest; i++)
        {
            int step = isReverse ? batch.Longest - 1 - i : i;
            Tensor own = sums.select(1, step);
            Tensor gates = own.narrow(1, 0, Gates * size);
            Tensor[] open = (weight is null ? gates : gates.Plus(memory.matmul(weight))).sigmoid().chunk(Gates, 1);
            Tensor next = (open[1] * memory).Plus(open[0] * own.narrow(1, Gates * size, size).tanh());
            memory = batch.AreEven ? next : where(mask.select(1, step), next, memory);
            read[step] = open[2] * memory.tanh();
        }

        return batch.Unpad(stack(read, 1));
    }
}
