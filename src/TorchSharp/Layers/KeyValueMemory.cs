using ContextMemory.MLNet.Torch.Sequences;
using ContextMemory.MLNet.Torch.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Layers;

/// <summary>
/// An external memory of slots with learned keys k_i and values v_i (Graves 2014, sections 3.1 and 3.2; Sukhbaatar 2015), then a linear layer: for
/// each row a = softmax(K q / sqrt(d)), the read sum of a_i v_i, then the write v_i = v_i (1 - a_i e) + a_i w; with a gate, e and w are
/// multiplied by it, and the row before is seen too. State: with a gate the last row, then the values.
/// </summary>
/// <param name="name">What the names of its parameters begin with.</param>
/// <param name="size">Of a row.</param>
/// <param name="slots">Number of slots.</param>
/// <param name="writeCost">What a gate that is open adds to the loss; null where there is no gate.</param>
internal sealed class KeyValueMemory(string name, int size, int slots, double? writeCost) : MixingLayer
{
    public override IReadOnlyList<long[]> StateShapes { get; } = writeCost is null ? [[slots, size]] : [[size], [slots, size]];

    public override Tensor Forward(Pass pass, SequenceShape batch, Tensor rows, Span<Tensor> state)
    {
        state = OrZeros(pass, batch, state);
        if (writeCost is not null)
        {
            rows = RowPairs.Forward(batch, rows, ref state[0]);
        }

        Tensor keys = pass.Matrix($"{name}keys");
        Tensor addresses = (pass.Linear($"{name}query", rows).matmul(keys.t()) * Number.Of(1 / Math.Sqrt(size))).softmax(1);
        Tensor erases = pass.Linear($"{name}erase", rows).sigmoid();
        Tensor writes = pass.Linear($"{name}add", rows).tanh();
        if (writeCost is { } cost)
        {
            Tensor gate = WriteGate.Forward(pass, $"{name}gate", rows, cost);
            (erases, writes) = (erases * gate, writes * gate);
        }

        // Zeros behind the end of a sequence leave the values as they are.
        (Tensor address, Tensor erase, Tensor write) = (batch.Pad(addresses), batch.Pad(erases), batch.Pad(writes));
        Tensor values = state[^1];
        var read = new Tensor[batch.Longest];
        for (int step = 0; step < batch.Longest; step++)
        {
            Tensor weights = address.select(1, step).unsqueeze(2);
            read[step] = (weights * values).sum(1);
            values = values.Plus(weights * (write.select(1, step).unsqueeze(1) - values * erase.select(1, step).unsqueeze(1)));
        }

        state[^1] = values;
        return pass.Linear($"{name}out_proj", batch.Unpad(stack(read, 1)));
    }
}
