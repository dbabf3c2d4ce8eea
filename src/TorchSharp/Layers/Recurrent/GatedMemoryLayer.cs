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
internal sealed class GatedMemoryLayer(string name, int layer, int size, bool isBidirectional, bool gatesSeeMemory)
    : RecurrentLayer(isBidirectional)
{
    private const int Gates = 3;

    public override IReadOnlyList<long[]> StateShapes { get; } = [[size]];

    private protected override Tensor Read(Pass pass, Tensor padded, bool isReverse, Span<Tensor> state)
    {
        string suffix = $"l{layer}{(isReverse ? "_reverse" : "")}";
        Tensor sums = pass.Linear($"{name}weight_x_{suffix}", $"{name}bias_{suffix}", padded);
        Tensor? weight = gatesSeeMemory ? pass.Matrix($"{name}weight_h_{suffix}").t() : null;
        Tensor memory = state[0];
        var read = new Tensor[padded.shape[1]];
        for (int step = 0; step < read.Length; step++)
        {
            Tensor own = sums.select(1, step);
            Tensor gates = own.narrow(1, 0, Gates * size);
            Tensor[] open = (weight is null ? gates : gates.Plus(memory.matmul(weight))).sigmoid().chunk(Gates, 1);
            memory = (open[1] * memory).Plus(open[0] * own.narrow(1, Gates * size, size).tanh());
            read[step] = open[2] * memory.tanh();
        }

        state[0] = memory;
        return stack(read, 1);
    }
}
