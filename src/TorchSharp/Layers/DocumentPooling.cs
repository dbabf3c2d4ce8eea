using ContextMemory.MLNet.Torch.Sequences;
using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Layers;

/// <summary>The vectors of a document's tokens to one vector: [rows x size] to [documents x size] for each kind of pooling, side by side.</summary>
internal static class DocumentPooling
{
    /// <param name="pass">What layers need.</param>
    /// <param name="kinds">Mean, maximum, last, attention, first: in this order.</param>
    /// <param name="name">What the names of its parameters begin with.</param>
    /// <param name="documents">Each with all of its tokens.</param>
    /// <param name="segmentLength">The most tokens of a document that were read at once.</param>
    /// <param name="rows">The tokens' vectors.</param>
    public static Tensor Forward(Pass pass, Pooling kinds, string name, SequenceShape documents, int segmentLength, Tensor rows)
    {
        var pooled = new List<Tensor>();
        if (kinds.HasFlag(Pooling.Mean))
        {
            pooled.Add(documents.Pad(rows).sum(1) / tensor([.. documents.Lengths.ToArray().Select(length => (float)length)], device: pass.Device).unsqueeze(1));
        }

        if (kinds.HasFlag(Pooling.Max))
        {
            pooled.Add(documents.Pad(rows, double.NegativeInfinity).max(1).values);
        }

        if (kinds.HasFlag(Pooling.Last))
        {
            pooled.Add(rows.index_select(0, documents.LastRows()));
        }

        if (kinds.HasFlag(Pooling.Attention))
        {
            pooled.Add(Attention(pass, name, documents, rows));
        }

        if (kinds.HasFlag(Pooling.First))
        {
            pooled.Add(First(pass, documents, segmentLength, rows));
        }

        return cat(pooled, 1);
    }

    /// <summary>The mean of the vectors with which a document's segments begin.</summary>
    private static Tensor First(Pass pass, SequenceShape documents, int segmentLength, Tensor rows)
    {
        Tensor[] firsts = new Tensor[documents.Count];
        int start = 0;
        for (int document = 0; document < firsts.Length; document++)
        {
            int end = start + documents.Lengths[document];
            firsts[document] = rows.index_select(0, pass.Numbers([.. Segments(start, end)])).mean([0], keepdim: true);
            start = end;
        }

        return cat(firsts, 0);

        IEnumerable<long> Segments(int first, int end)
        {
            for (long row = first; row < end; row += segmentLength)
            {
                yield return row;
            }
        }
    }

    /// <summary>sum of a_j h_j with a = softmax(v . tanh(W h + b)) (Bahdanau 2015; Yang 2016, section 2.2).</summary>
    private static Tensor Attention(Pass pass, string name, SequenceShape documents, Tensor rows)
    {
        Tensor scores = (pass.Linear($"{name}attn", rows).tanh() * pass[$"{name}v"]).sum(1, keepdim: true);
        Tensor weights = documents.Pad(scores, double.NegativeInfinity).softmax(1);
        return (weights * documents.Pad(rows)).sum(1);
    }
}
