using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tasks.Encoding;

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
        _targets.Clear();
        int candidate = 0;
        int wanted = TargetCount(_candidates.Count);
        bool isBehindHidden = false;
        for (int place = 0; place < codes.Length;)
        {
            int end = EndOfToken(codes, place);

            // Each candidate with the chance that leaves exactly as many as wanted.
            bool isCandidate = candidate < _candidates.Count && _candidates[candidate] == place;
            bool isChosen = isCandidate && random.NextInteger(_candidates.Count - candidate) < wanted;
            candidate += isCandidate ? 1 : 0;
            wanted -= isChosen ? 1 : 0;
            int word = codes[place] - TokenCodes.SpecialRows;
            bool isHidden = isChosen && objective == TokenObjective.MaskedToken;
            _targets.Add(isHidden ? word : -1);
            if (isChosen && !isHidden)
            {
                _targets[^2] = word;
            }

            _codes.Add(isHidden ? Hide(codes[place], random) : codes[place]);

            // A pair tells both of its characters.
            if (!model.IsWord(codes[place]) || !(isHidden || isBehindHidden))
            {
                _codes.AddRange(codes[(place + 1)..end]);
            }

            isBehindHidden = isHidden;
            place = end;
        }
    }

    private void FindCandidates(ReadOnlySpan<int> codes)
    {
        _candidates.Clear();

        // Nothing stands before the first token to tell it from.
        for (int place = objective == TokenObjective.NextToken ? EndOfToken(codes, 0) : 0; place < codes.Length; place = EndOfToken(codes, place))
        {
            if (model.CanBeAskedFor(codes[place]))
            {
                _candidates.Add(place);
            }
        }
    }

    private static int EndOfToken(ReadOnlySpan<int> codes, int place)
    {
        do
        {
            place++;
        }
        while (place < codes.Length && codes[place] < 0);

        return place;
    }

    private int Hide(int code, RandomStream random) => random.NextInteger(10) switch
    {
        < 8 => TokenCodes.Mask,
        8 => TokenCodes.SpecialRows + random.NextInteger(model.WordCount),
        _ => code,
    };
}
