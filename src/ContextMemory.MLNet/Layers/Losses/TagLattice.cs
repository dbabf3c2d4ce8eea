using System.Numerics.Tensors;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Layers.Losses;

/// <summary>
/// All sequences of tags that a text can have, read forward and backward in logarithms: forward[t, j] is the logarithm of the sum over
/// all beginnings that end in tag j at token t, backward[t, j] that of all that can follow. In double precision, so that a tag that is
/// e^700 times less likely than another still counts.
/// </summary>
internal readonly ref struct TagLattice
{
    // e^709 is the largest power that double precision holds.
    private const double LargestExponent = 700;

    private readonly Matrix _emissions;
    private readonly ReadOnlySpan<double> _start;
    private readonly ReadOnlySpan<double> _firstSteps;
    private readonly ReadOnlySpan<double> _transitions;
    private readonly ReadOnlySpan<double> _end;
    private readonly ReadOnlySpan<bool> _blanks;
    private readonly ReadOnlySpan<double> _behindBlanks;
    private readonly Span<double> _likelihoods;
    private readonly Span<double> _likelihoodsBehindBlanks;
    private readonly Span<double> _shares;
    private readonly Span<double> _forward;
    private readonly Span<double> _backward;

    /// <param name="arena">Where the lattice is kept.</param>
    /// <param name="emissions">[tokens x tags].</param>
    /// <param name="start">By tag of the first token.</param>
    /// <param name="firstSteps">
    /// The same where it is known which tag the token before has; <paramref name="start"/> where there is no token before.
    /// </param>
    /// <param name="transitions">[tags x tags] from row to column; what is forbidden is negative infinity.</param>
    /// <param name="end">By tag.</param>
    /// <param name="blanks">Which tokens are white space; empty where none is.</param>
    /// <param name="behindBlanks">As <paramref name="transitions"/>, from a token of white space; empty where there is none.</param>
    public TagLattice(
        Arena arena,
        Matrix emissions,
        ReadOnlySpan<double> start,
        ReadOnlySpan<double> firstSteps,
        ReadOnlySpan<double> transitions,
        ReadOnlySpan<double> end,
        ReadOnlySpan<bool> blanks = default,
        ReadOnlySpan<double> behindBlanks = default)
    {
        _emissions = emissions;
        _start = start;
        _firstSteps = firstSteps;
        _transitions = transitions;
        _end = end;
        _blanks = blanks;
        _behindBlanks = behindBlanks;
        _likelihoods = arena.AllocateDoubles(transitions.Length);
        _forward = arena.AllocateDoubles(emissions.Rows * TagCount);
        _backward = arena.AllocateDoubles(emissions.Rows * TagCount);
        Exp(transitions, _likelihoods);
        _likelihoodsBehindBlanks = arena.AllocateDoubles(behindBlanks.Length);
        Exp(behindBlanks, _likelihoodsBehindBlanks);
        _shares = arena.AllocateDoubles(TagCount);
        ReadForward();
        ReadBackward();
        Span<double> last = arena.AllocateDoubles(TagCount);
        TensorPrimitives.Add(Forward(emissions.Rows - 1), end, last);
        LogPartition = LogSum(last);
    }

    /// <summary>The logarithm of the sum of e^score over all allowed sequences.</summary>
    public double LogPartition { get; }

    private int TagCount => _emissions.Columns;

    /// <summary>The score of one sequence; negative infinity where it is not allowed.</summary>
    public double Score(ReadOnlySpan<int> tags) => _start[tags[0]] + ScoreWithin(0, tags) + _end[tags[^1]];

    /// <summary>The probability of a tag at a token.</summary>
    public double Probability(int token, int tag) => Math.Exp(LogProbability(token, tag));

    /// <summary>Its logarithm.</summary>
    public double LogProbability(int token, int tag) => Forward(token)[tag] + Backward(token)[tag] - LogPartition;

    /// <summary>The logarithm of a tag's probability at a token, where it is known which tag the token before has.</summary>
    /// <param name="token">The token.</param>
    /// <param name="steps">The scores of the steps from that tag; see <see cref="Steps"/>.</param>
    /// <param name="tag">The tag.</param>
    public double LogProbability(int token, ReadOnlySpan<double> steps, int tag)
    {
        double largest = double.NegativeInfinity;
        for (int to = 0; to < TagCount; to++)
        {
            largest = Math.Max(largest, Score(token, steps, to));
        }

        double sum = 0;
        for (int to = 0; to < TagCount; to++)
        {
            sum += Math.Exp(Score(token, steps, to) - largest);
        }

        return Score(token, steps, tag) - largest - Math.Log(sum);
    }

    /// <summary>The scores of the steps from a tag of a token to those of the next.</summary>
    public ReadOnlySpan<double> Steps(int token, int tag) => Transitions(token).Slice(tag * TagCount, TagCount);

    /// <summary>Leaves to the tokens behind a token what is known up to it.</summary>
    /// <param name="token">The token.</param>
    /// <param name="tag">The tag that it was found to have.</param>
    /// <param name="carry">Where it is left.</param>
    public void Leave(int token, int tag, TagCarry carry)
    {
        Step(token, carry.Sums);
        Steps(token, tag).CopyTo(carry.Steps);
        TensorPrimitives.Subtract(carry.Sums, Max(carry.Sums), carry.Sums);
    }

    /// <summary>The probability of each tag at each token, [tokens x tags]; may overwrite the emissions, with which the lattice ends.</summary>
    public void WriteMarginals(Matrix marginals)
    {
        for (int token = 0; token < marginals.Rows; token++)
        {
            Span<double> sums = Forward(token);
            TensorPrimitives.Add(sums, Backward(token), sums);
            TensorPrimitives.Subtract(sums, LogPartition, sums);
            Exp(sums, sums);
            TensorPrimitives.ConvertTruncating<double, float>(sums, marginals.Row(token));
        }
    }

    /// <summary>Adds how often each tag is expected to follow each other one, multiplied by <paramref name="scale"/>.</summary>
    public void AddTransitionProbabilities(Arena arena, float scale, Matrix sums)
    {
        Span<double> counts = arena.AllocateDoubles(_transitions.Length);
        Span<double> before = arena.AllocateDoubles(TagCount);
        Span<double> behind = arena.AllocateDoubles(TagCount);
        counts.Clear();
        for (int token = 0; token + 1 < _emissions.Rows; token++)
        {
            // P(i, j) = e^(forward_i + transition_ij + emission_j + backward_j - ln Z), the powers taken apart around the largest forward.
            double largest = Max(Forward(token));
            TensorPrimitives.Subtract(Forward(token), largest, before);
            Exp(before, before);
            AddEmissions(token + 1, Backward(token + 1), behind);
            TensorPrimitives.Add(behind, largest - LogPartition, behind);
            TensorPrimitives.Min(behind, LargestExponent, behind);
            Exp(behind, behind);
            for (int tag = 0; tag < TagCount; tag++)
            {
                Span<double> row = counts.Slice(tag * TagCount, TagCount);
                TensorPrimitives.MultiplyAdd(behind, before[tag], row, row);
            }
        }

        TensorPrimitives.Multiply(counts, _likelihoods, counts);
        for (int from = 0; from < TagCount; from++)
        {
            for (int to = 0; to < TagCount; to++)
            {
                sums[from, to] += (float)(scale * counts[from * TagCount + to]);
            }
        }
    }

    /// <summary>The sequence of the highest score (Viterbi 1967); of two of one score that with the smaller last tags.</summary>
    public void FindBest(Arena arena, Span<int> tags)
    {
        Arena.Mark mark = arena.Now;
        int tokens = _emissions.Rows;
        Span<int> previous = arena.AllocateIntegers(tokens * TagCount);
        Span<double> scores = arena.AllocateDoubles(TagCount);
        Span<double> next = arena.AllocateDoubles(TagCount);
        AddEmissions(0, _firstSteps, scores);
        for (int token = 1; token < tokens; token++)
        {
            ReadOnlySpan<double> transitions = Transitions(token - 1);
            for (int to = 0; to < TagCount; to++)
            {
                int best = 0;
                double bestScore = double.NegativeInfinity;
                for (int from = 0; from < TagCount; from++)
                {
                    double score = scores[from] + transitions[from * TagCount + to];
                    if (score > bestScore)
                    {
                        best = from;
                        bestScore = score;
                    }
                }

                previous[token * TagCount + to] = best;
                next[to] = bestScore + _emissions[token, to];
            }

            next.CopyTo(scores);
        }

        TensorPrimitives.Add(scores, _end, scores);
        tags[tokens - 1] = TensorPrimitives.IndexOfMax<double>(scores);
        for (int token = tokens - 1; token > 0; token--)
        {
            tags[token - 1] = previous[token * TagCount + tags[token]];
        }

        arena.Release(mark);
    }

    private Span<double> Forward(int token) => _forward.Slice(token * TagCount, TagCount);

    private Span<double> Backward(int token) => _backward.Slice(token * TagCount, TagCount);

    private bool IsBlank(int token) => !_blanks.IsEmpty && _blanks[token];

    /// <summary>The scores of the steps from a token to the next.</summary>
    private ReadOnlySpan<double> Transitions(int token) => IsBlank(token) ? _behindBlanks : _transitions;

    private ReadOnlySpan<double> Likelihoods(int token) => IsBlank(token) ? _likelihoodsBehindBlanks : _likelihoods;

    private double Score(int token, ReadOnlySpan<double> steps, int tag) => steps[tag] + _emissions[token, tag] + Backward(token)[tag];

    private void ReadForward()
    {
        AddEmissions(0, _start, Forward(0));
        for (int token = 1; token < _emissions.Rows; token++)
        {
            Step(token - 1, Forward(token));
            AddEmissions(token, Forward(token), Forward(token));
        }
    }

    /// <summary>The logarithms of the sums over all beginnings that a step behind a token leads to each tag, without that tag's emission.</summary>
    private void Step(int token, Span<double> sums)
    {
        ReadOnlySpan<double> likelihoods = Likelihoods(token);
        double largest = Max(Forward(token));
        TensorPrimitives.Subtract(Forward(token), largest, _shares);
        Exp(_shares, _shares);
        sums.Clear();
        for (int from = 0; from < TagCount; from++)
        {
            TensorPrimitives.MultiplyAdd(likelihoods.Slice(from * TagCount, TagCount), _shares[from], sums, sums);
        }

        TensorPrimitives.Log(sums, sums);
        TensorPrimitives.Add(sums, largest, sums);
    }

    private void ReadBackward()
    {
        _end.CopyTo(Backward(_emissions.Rows - 1));
        for (int token = _emissions.Rows - 2; token >= 0; token--)
        {
            AddEmissions(token + 1, Backward(token + 1), _shares);
            double largest = Max(_shares);
            TensorPrimitives.Subtract(_shares, largest, _shares);
            Exp(_shares, _shares);
            ReadOnlySpan<double> likelihoods = Likelihoods(token);
            Span<double> sums = Backward(token);
            for (int tag = 0; tag < TagCount; tag++)
            {
                sums[tag] = TensorPrimitives.Dot(likelihoods.Slice(tag * TagCount, TagCount), _shares);
            }

            TensorPrimitives.Log(sums, sums);
            TensorPrimitives.Add(sums, largest, sums);
        }
    }

    private double ScoreWithin(int first, ReadOnlySpan<int> tags)
    {
        double score = _emissions[first, tags[0]];
        for (int i = 1; i < tags.Length; i++)
        {
            score += Transitions(first + i - 1)[tags[i - 1] * TagCount + tags[i]] + _emissions[first + i, tags[i]];
        }

        return score;
    }

    private void AddEmissions(int token, ReadOnlySpan<double> addends, Span<double> sums)
    {
        Span<float> emissions = _emissions.Row(token);
        for (int tag = 0; tag < sums.Length; tag++)
        {
            sums[tag] = addends[tag] + emissions[tag];
        }
    }

    /// <summary>
    /// Not that of TensorPrimitives: it rounds otherwise once the runtime has recompiled it, so that losses depended on how long the
    /// process had run.
    /// </summary>
    private static void Exp(ReadOnlySpan<double> values, Span<double> results)
    {
        for (int i = 0; i < values.Length; i++)
        {
            results[i] = Math.Exp(values[i]);
        }
    }

    private static double Max(ReadOnlySpan<double> values) => TensorPrimitives.Max(values);

    private static double LogSum(Span<double> values)
    {
        double largest = Max(values);
        TensorPrimitives.Subtract(values, largest, values);
        Exp(values, values);
        return largest + Math.Log(TensorPrimitives.Sum<double>(values));
    }
}
