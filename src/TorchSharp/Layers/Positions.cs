using ContextMemory.MLNet.Torch.Sequences;
using ContextMemory.MLNet.Torch.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Layers;

/// <summary>Adds to each row a vector that tells its place in the document: [rows x size] to the same.</summary>
internal static class Positions
{
    /// <summary>amplitude · sin(p / 10000^(2i / size)) in the even places, cos in the odd ones (Vaswani 2017, section 3.5).</summary>
    public static Tensor AddSinusoidal(Pass pass, SequenceShape batch, Tensor rows, double amplitude)
    {
        int size = (int)rows.shape[1];
        Tensor places = pass.Numbers(PlacesOf(batch)).to(pass.Precise).unsqueeze(1);
        Tensor frequencies = tensor([.. Enumerable.Range(0, size).Select(i => Math.Pow(10000, -2.0 * (i / 2) / size))], pass.Precise, pass.Device);
        Tensor shifts = tensor([.. Enumerable.Range(0, size).Select(i => i % 2 * Math.PI / 2)], pass.Precise, pass.Device);
        return rows.Plus(((places * frequencies).Plus(shifts).sin() * Number.Of(amplitude)).to(ScalarType.Float32));
    }

    /// <summary>
    /// One learned vector a position, of the document or, where positions start anew in each segment, of the segment; beyond the last one the
    /// vectors repeat.
    /// </summary>
    public static Tensor AddLearned(Pass pass, string name, SequenceShape batch, Tensor rows, bool startAnew = false)
    {
        Tensor table = pass.Matrix($"{name}.weight");
        return rows.Plus(table.index_select(0, pass.Numbers([.. PlacesOf(batch, startAnew).Select(place => place % table.shape[0])])));
    }

    /// <summary>The place of each row in its document, or in its segment.</summary>
    private static long[] PlacesOf(SequenceShape batch, bool startAnew = false)
    {
        var places = new long[batch.RowCount];
        int row = 0;
        for (int sequence = 0; sequence < batch.Count; sequence++)
        {
            for (int i = 0; i < batch.Lengths[sequence]; i++)
            {
                places[row++] = (startAnew ? 0 : batch.Positions[sequence]) + i;
            }
        }

        return places;
    }
}
