using ContextMemory.MLNet.Torch.Sequences;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Layers;

/// <summary>Each row of a sequence beside the one before it: [rows x size] to [rows x 2 size].</summary>
internal static class RowPairs
{
    /// <param name="batch">The sequences.</param>
    /// <param name="rows">[rows x size].</param>
    /// <param name="before">[sequences x size]: the row before the first of each sequence; replaced by its last.</param>
    public static Tensor Forward(SequenceShape batch, Tensor rows, ref Tensor before)
    {
        Tensor padded = batch.Pad(rows);
        Tensor shifted = cat([before.unsqueeze(1), padded.narrow(1, 0, batch.Longest - 1)], 1);
        before = rows.index_select(0, batch.LastRows());
        return cat([rows, batch.Unpad(shifted)], 1);
    }
}
