using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Torch.Layers;
using ContextMemory.MLNet.Torch.Sequences;
using ContextMemory.MLNet.Torch.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Losses;

/// <summary>
/// -ln P of sequences of tags in a linear-chain conditional random field (Lafferty 2001), by the forward algorithm in logarithms; what the tag
/// scheme forbids has no probability.
/// </summary>
internal static class TagSequenceLoss
{
    // Its power is 0 in any precision.
    private const double Forbidden = -1e30;

    /// <param name="pass">Has the parameters.</param>
    /// <param name="name">What their names begin with.</param>
    /// <param name="allowed">The tag scheme.</param>
    /// <param name="texts">Each with all of its tokens.</param>
    /// <param name="scores">[tokens x tags].</param>
    /// <param name="tags">The right tag of each token.</param>
    /// <returns>The sum over the texts.</returns>
    public static Tensor Sum(Pass pass, string name, TagTransitions allowed, SequenceShape texts, Tensor scores, IReadOnlyList<int[]> tags)
    {
        int count = allowed.TagCount;
        Tensor start = Allowed(pass, $"{name}.start", [count], (_, tag) => allowed.MayStart(tag));
        Tensor transitions = Allowed(pass, $"{name}.transitions", [count, count], allowed.MayFollow);
        Tensor end = Allowed(pass, $"{name}.end", [count], (_, tag) => allowed.MayEnd(tag));
        Tensor emissions = texts.Pad(scores.to(pass.Precise));
        Tensor goesOn = texts.Mask.unsqueeze(2);
        Tensor forward = start.Plus(emissions.select(1, 0));
        for (int token = 1; token < texts.Longest; token++)
        {
            Tensor next = forward.unsqueeze(2).Plus(transitions).logsumexp(1).Plus(emissions.select(1, token));
            forward = texts.AreEven ? next : where(goesOn.select(1, token), next, forward);
        }

        return forward.Plus(end).logsumexp(1).sum() - ScoreOf(pass, tags, scores.to(pass.Precise), start, transitions, end);
    }

    /// <summary>The sum of the scores of the right tags.</summary>
    private static Tensor ScoreOf(Pass pass, IReadOnlyList<int[]> tags, Tensor scores, Tensor start, Tensor transitions, Tensor end)
    {
        Tensor steps = pass.Numbers([.. tags.SelectMany(own => own.Zip(own.Skip(1), (from, to) => (long)from * transitions.shape[0] + to))]);
        return scores.gather(1, pass.Numbers([.. tags.SelectMany(own => own).Select(tag => (long)tag)]).unsqueeze(1)).sum()
            .Plus(start.index_select(0, pass.Numbers([.. tags.Select(own => (long)own[0])])).sum())
            .Plus(transitions.reshape(-1).index_select(0, steps).sum())
            .Plus(end.index_select(0, pass.Numbers([.. tags.Select(own => (long)own[^1])])).sum());
    }

    private static Tensor Allowed(Pass pass, string name, long[] shape, Func<int, int, bool> isAllowed)
    {
        int columns = (int)shape[^1];
        bool[] mask = [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (product, size) => product * size)).Select(i => isAllowed(i / columns, i % columns))];
        return pass[name].view(shape).to(pass.Precise).masked_fill(tensor(mask, device: pass.Device).view(shape).logical_not(), Number.Of(Forbidden));
    }
}
