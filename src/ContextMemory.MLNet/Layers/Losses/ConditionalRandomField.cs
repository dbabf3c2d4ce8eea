using System.Diagnostics;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Layers.Losses;

/// <summary>
/// A linear-chain conditional random field (Lafferty 2001): the score of a sequence of tags y is
/// start[y_1] + sum of emissions[t, y_t] + sum of transitions[y_t, y_t+1] + end[y_n], its probability e^score / Z over all sequences
/// that <see cref="TagTransitions"/> allows; all others have none. Emissions are [tokens x tags] of one sequence of at least one token.
/// </summary>
internal sealed class ConditionalRandomField
{
    private readonly TagTransitions _allowed;
    private readonly Parameter _start;
    private readonly Parameter _transitions;
    private readonly Parameter _end;

    public ConditionalRandomField(ParameterLayout layout, string name, TagTransitions allowed)
    {
        _allowed = allowed;
        TagCount = allowed.TagCount;
        _start = layout.Add($"{name}.start", 1, TagCount, Initializers.Zero);
        _transitions = layout.Add($"{name}.transitions", TagCount, TagCount, Initializers.Zero, isTable: true);
        _end = layout.Add($"{name}.end", 1, TagCount, Initializers.Zero);
    }

    public int TagCount { get; }

    /// <summary>
    /// Turns emissions into the gradient of -ln P(<paramref name="tags"/>), in place, adds those of the parameters, each multiplied by
    /// <paramref name="scale"/>, and returns the loss.
    /// </summary>
    public double LossAndGradient(Pass pass, Matrix emissions, ReadOnlySpan<int> tags, float scale)
    {
        Debug.Assert(tags.Length == emissions.Rows);
        Arena.Mark mark = pass.Arena.Now;
        TagLattice lattice = Read(pass, emissions);
        double loss = lattice.LogPartition - lattice.Score(tags);
        AddParameterGradients(pass, lattice, tags, scale);
        lattice.WriteMarginals(emissions);
        for (int token = 0; token < emissions.Rows; token++)
        {
            Span<float> row = emissions.Row(token);
            row[tags[token]] -= 1;
            pass.Kernels.Scale(scale, row);
        }

        pass.Arena.Release(mark);
        return loss;
    }

    /// <summary>What the forward-backward algorithm (Rabiner 1989, section III.A) finds out about a sequence, in the pass's arena.</summary>
    /// <param name="pass">The worker's state.</param>
    /// <param name="emissions">[tokens x tags].</param>
    /// <param name="blanks">
    /// Which tokens are white space. There the emissions of tags that <see cref="TagTransitions.OfBlanks"/> rules out become negative
    /// infinity. Empty rules nothing out.
    /// </param>
    /// <param name="carry">What the tokens before these have left; null where these are the first.</param>
    /// <param name="goesOn">Whether further tokens follow, whose scores are not known yet.</param>
    public TagLattice Read(
        Pass pass, Matrix emissions, ReadOnlySpan<bool> blanks = default, TagCarry? carry = null, bool goesOn = false)
    {
        TagTransitions? ofBlanks = blanks.Contains(true) ? _allowed.OfBlanks : null;
        Span<double> start = carry is null ? Allowed(pass, _start, _allowed, static (allowed, _, to) => allowed.MayStart(to)) : carry.Sums;
        Span<double> firstSteps = carry is null ? start : carry.Steps;
        Span<double> transitions = Allowed(pass, _transitions, _allowed, static (allowed, from, to) => allowed.MayFollow(from, to));
        TagTransitions atEnd = ofBlanks is not null && blanks[^1] ? ofBlanks : _allowed;
        Span<double> end = Allowed(pass, _end, atEnd, static (allowed, _, tag) => allowed.MayEnd(tag));
        if (goesOn)
        {
            ForgetScores(end);
        }

        if (ofBlanks is null)
        {
            return new TagLattice(pass.Arena, emissions, start, firstSteps, transitions, end);
        }

        RuleOut(ofBlanks, emissions, blanks);
        Span<double> behindBlanks = Allowed(pass, _transitions, ofBlanks, static (allowed, from, to) => allowed.MayFollow(from, to));
        return new TagLattice(pass.Arena, emissions, start, firstSteps, transitions, end, blanks, behindBlanks);
    }

    /// <summary>What may be stays as it is, whatever the score: with all entities ended, no sequence of tags leads into a dead end.</summary>
    private static void ForgetScores(Span<double> scores)
    {
        foreach (ref double score in scores)
        {
            score = double.IsNegativeInfinity(score) ? score : 0;
        }
    }

    private void RuleOut(TagTransitions ofBlanks, Matrix emissions, ReadOnlySpan<bool> blanks)
    {
        for (int token = 0; token < blanks.Length; token++)
        {
            for (int tag = 0; blanks[token] && tag < TagCount; tag++)
            {
                emissions[token, tag] = ofBlanks.MayStart(tag) ? emissions[token, tag] : float.NegativeInfinity;
            }
        }
    }

    private void AddParameterGradients(Pass pass, in TagLattice lattice, ReadOnlySpan<int> tags, float scale)
    {
        Matrix start = pass.GradientOf(_start);
        Matrix transitions = pass.GradientOf(_transitions);
        Matrix end = pass.GradientOf(_end);
        for (int tag = 0; tag < TagCount; tag++)
        {
            start[0, tag] += scale * (float)lattice.Probability(0, tag);
            end[0, tag] += scale * (float)lattice.Probability(tags.Length - 1, tag);
        }

        start[0, tags[0]] -= scale;
        end[0, tags[^1]] -= scale;
        lattice.AddTransitionProbabilities(pass.Arena, scale, transitions);
        for (int token = 1; token < tags.Length; token++)
        {
            transitions[tags[token - 1], tags[token]] -= scale;
        }
    }

    /// <summary>The parameter's values, negative infinity where the tag scheme says no.</summary>
    private static Span<double> Allowed(
        Pass pass, Parameter parameter, TagTransitions allowed, Func<TagTransitions, int, int, bool> isAllowed)
    {
        Matrix values = pass.Weights[parameter];
        Span<double> scores = pass.Arena.AllocateDoubles(values.Rows * values.Columns);
        for (int from = 0; from < values.Rows; from++)
        {
            for (int to = 0; to < values.Columns; to++)
            {
                scores[from * values.Columns + to] = isAllowed(allowed, from, to) ? values[from, to] : double.NegativeInfinity;
            }
        }

        return scores;
    }
}
