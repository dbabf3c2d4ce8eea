using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tasks.TokenPrediction;

/// <summary>
/// Which tokens of a document are asked for, and its codes as the encoder sees them. Of the tokens asked for under
/// <see cref="TokenObjective.MaskedToken"/>, 80% are hidden, 10% replaced by a random word, 10% left (Devlin 2019, section A.1).
/// </summary>
internal sealed class TokenMask(TokenPredictionModel model, TokenObjective objective)
{
    /// <summary>Share of the tokens that are asked for.</summary>
    public const double Share = 0.15;

    private readonly List<int> _codes = [];
    private readonly List<int> _targets = [];
    private readonly List<int> _candidates = [];

    /// <summary>The codes that the encoder reads.</summary>
    public IReadOnlyList<int> Codes => _codes;

    /// <summary>For each token the word to be told from its row, or -1.</summary>
    public IReadOnlyList<int> Targets => _targets;

    /// <summary>How many tokens of a document are asked for: known beforehand, so that the mean over a batch does not depend on chance.</summary>
    public static int TargetCount(int candidates) => candidates == 0 ? 0 : Math.Max(1, (int)(Share * candidates));

    /// <summary>How many tokens of a document can be asked for.</summary>
    public int CountCandidates(ReadOnlySpan<int> codes)
    {
        FindCandidates(codes);
        return _candidates.Count;
    }

    public void Draw(ReadOnlySpan<int> codes, RandomStream random)
    {
        FindCandidates(codes);
        _codes.Clear();
        _codes.AddRange(codes);
        _targets.Clear();
        int token = -1;
        int candidate = 0;
        int wanted = TargetCount(_candidates.Count);
        for (int place = 0; place < codes.Length; place++)
        {
            if (codes[place] < 0)
            {
                continue;
            }

            token++;
            _targets.Add(-1);
            if (candidate == _candidates.Count || _candidates[candidate] != place)
            {
                continue;
            }

            // Each candidate with the chance that leaves exactly as many as wanted.
            bool isChosen = random.NextInteger(_candidates.Count - candidate) < wanted;
            candidate++;
            if (!isChosen)
            {
                continue;
            }

            wanted--;
            int word = codes[place] - TokenCoder.SpecialRows;
            if (objective == TokenObjective.NextToken)
            {
                _targets[token - 1] = word;
            }
            else
            {
                _targets[token] = word;
                _codes[place] = Hide(codes[place], random);
            }
        }
    }

    private void FindCandidates(ReadOnlySpan<int> codes)
    {
        _candidates.Clear();

        // Nothing stands before the first token to tell it from.
        for (int place = objective == TokenObjective.NextToken ? 1 : 0; place < codes.Length; place++)
        {
            if (codes[place] >= 0 && model.IsTarget(codes, place))
            {
                _candidates.Add(place);
            }
        }
    }

    private int Hide(int code, RandomStream random) => random.NextInteger(10) switch
    {
        < 8 => TokenCoder.Mask,
        8 => TokenCoder.SpecialRows + random.NextInteger(model.WordCount),
        _ => code,
    };
}
