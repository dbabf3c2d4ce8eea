namespace ContextMemory.MLNet.Text;

/// <summary>Counts the words of the training text and keeps the most frequent ones.</summary>
/// <param name="options">How the vocabulary is learned.</param>
/// <param name="known">A vocabulary to which words are added, in place of a new one; text is then folded as it folds it.</param>
internal sealed class VocabularyBuilder(VocabularyOptions options, Vocabulary? known = null) : TokenCoderBuilder
{
    // Above this many different words the rarest are forgotten, so that memory stays bounded on any amount of text.
    private const int MaximumCounted = 2_000_000;

    private readonly BoundedCounts<string> _counts = new(MaximumCounted, StringComparer.Ordinal);
    private readonly bool _lowerCase = known?.LowerCase ?? options.LowerCase;
    private long _tokens;

    public override void Add(ReadOnlySpan<char> text)
    {
        Span<char> folded = stackalloc char[WordTokenizer.MaximumTokenLength];
        var tokens = new WordTokenizer(text);
        while (tokens.MoveNext())
        {
            ReadOnlySpan<char> word = Vocabulary.Fold(tokens.Token, _lowerCase, folded);
            if (known is not null && known.TryFind(word, out _))
            {
                continue;
            }

            _counts.Add(word);
            _tokens++;
        }

        _counts.ForgetRarest();
    }

    /// <summary>The most frequent first; of equally frequent words the one first in ordinal order.</summary>
    public override TokenCoder Build()
    {
        string[] words = _counts.MostFrequent(options.MinimumCount, options.SizeFor(_tokens), StringComparer.Ordinal);
        return known is null
            ? new Vocabulary(words, options.LowerCase, options.HashBuckets)
            : new Vocabulary(known.Words, known.LowerCase, known.HashBuckets, [.. known.AddedWords, .. words]);
    }
}
