namespace ContextMemory.MLNet.Text;

/// <summary>Counts the words of the training text and keeps the most frequent ones.</summary>
/// <param name="options">How the vocabulary is learned.</param>
/// <param name="known">A vocabulary to which words are added, in place of a new one; text is then folded as it folds it.</param>
internal sealed class VocabularyBuilder(VocabularyOptions options, Vocabulary? known = null) : TokenCoderBuilder
{
    // Above this many different words the rarest are forgotten, so that memory stays bounded on any amount of text.
    private const int MaximumCounted = 2_000_000;

    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly bool _lowerCase = known?.LowerCase ?? options.LowerCase;
    private int _forgetBelow = 1;
    private long _tokens;

    public override void Add(ReadOnlySpan<char> text)
    {
        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> counts = _counts.GetAlternateLookup<ReadOnlySpan<char>>();
        Span<char> folded = stackalloc char[WordTokenizer.MaximumTokenLength];
        var tokens = new WordTokenizer(text);
        while (tokens.MoveNext())
        {
            ReadOnlySpan<char> word = Vocabulary.Fold(tokens.Token, _lowerCase, folded);
            if (known is not null && known.TryFind(word, out _))
            {
                continue;
            }

            counts.TryGetValue(word, out int count);
            counts[word] = count == int.MaxValue ? count : count + 1;
            _tokens++;
        }

        while (_counts.Count > MaximumCounted)
        {
            Forget();
        }
    }

    /// <summary>The most frequent first; of equally frequent words the one first in ordinal order.</summary>
    public override TokenCoder Build()
    {
        List<KeyValuePair<string, int>> kept = [.. _counts.Where(pair => pair.Value >= options.MinimumCount)];
        kept.Sort((left, right) =>
        {
            int order = right.Value.CompareTo(left.Value);
            return order != 0 ? order : string.CompareOrdinal(left.Key, right.Key);
        });
        string[] words = [.. kept.Take(options.SizeFor(_tokens)).Select(pair => pair.Key)];
        return known is null
            ? new Vocabulary(words, options.LowerCase, options.HashBuckets)
            : new Vocabulary(known.Words, known.LowerCase, known.HashBuckets, [.. known.AddedWords, .. words]);
    }

    private void Forget()
    {
        _forgetBelow++;
        foreach ((string word, int count) in _counts)
        {
            if (count < _forgetBelow)
            {
                _counts.Remove(word);
            }
        }
    }
}
