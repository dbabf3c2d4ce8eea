using ContextMemory.MLNet.Torch.Sequences;
using ContextMemory.MLNet.Torch.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Layers;

/// <summary>
/// An associative memory that is written by the delta rule (Schlag 2021, section 4.2; Yang 2024), then a linear layer: each head has a matrix S from
/// keys to values; u = g (v - S' k), S = S' + k u', y = S q. State: the last row, then the matrices.
/// </summary>
/// <param name="name">What the names of its parameters begin with.</param>
/// <param name="size">Of a row.</param>
/// <param name="heads">A divisor of the size.</param>
/// <param name="writeCost">What a gate that is open adds to the loss.</param>
internal sealed class DeltaMemory(string name, int size, int heads, double writeCost) : MixingLayer
{
    private const double SmallestLength = 1e-6;

    private readonly int _headSize = size / heads;

    public override IReadOnlyList<long[]> StateShapes { get; } = [[size], [heads, size / heads, size / heads]];

    public override Tensor Forward(Pass pass, SequenceShape batch, Tensor rows, Span<Tensor> state)
    {
        state = OrZeros(pass, batch, state);
        Tensor pairs = RowPairs.Forward(batch, rows, ref state[0]);
        Tensor parts = pass.Linear($"{name}in_proj", pairs);
        Tensor queries = OfLength1(Heads(batch, parts.narrow(1, 0, size)));
        Tensor keys = OfLength1(Heads(batch, parts.narrow(1, size, size)));
        Tensor values = Heads(batch, parts.narrow(1, 2L * size, size));

        // Closed behind the end of a sequence: its matrices stay as they are.
        Tensor gates = batch.Pad(WriteGate.Forward(pass, $"{name}gate", pairs, writeCost)).unsqueeze(3);
        Tensor matrix = state[1];
        var read = new Tensor[batch.Longest];
        for (int step = 0; step < batch.Longest; step++)
        {
            Tensor key = keys.select(1, step).unsqueeze(3);
            Tensor error = values.select(1, step) - (matrix * key).sum(2);
            matrix = matrix.Plus(key * (gates.select(1, step) * error).unsqueeze(2));
            read[step] = (matrix * queries.select(1, step).unsqueeze(3)).sum(2);
        }

        state[1] = matrix;
        return pass.Linear($"{name}out_proj", batch.Unpad(stack(read, 1).view(batch.Count, batch.Longest, size)));
    }

    private static Tensor OfLength1(Tensor vectors) => vectors / vectors.norm(3, keepdim: true).clamp_min(Number.Of(SmallestLength));

    private Tensor Heads(SequenceShape batch, Tensor rows) => batch.Pad(rows).view(batch.Count, batch.Longest, heads, _headSize);
}
