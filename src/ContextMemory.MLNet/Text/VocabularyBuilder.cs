using System.Text;

namespace ContextMemory.MLNet.Text;

/// <summary>Counts the words of the training text and keeps the most frequent ones.</summary>
/// <param name="options">How the vocabulary is learned.</param>
/// <param name="known">A vocabulary to which words are added, in place of a new one; text is then folded as it folds it.</param>
internal sealed class VocabularyBuilder(VocabularyOptions options, Vocabulary? known = null) : TokenCoderBuilder
{
    // Above this many different words the rarest are forgotten, so that memory stays bounded on any amount of text.
    private const int MaximumCounted = 2_000_000;

    // Or in a quarter of the memory that the process may take: a word, its entry in a dictionary that grows, and those that were forgotten of late.
    private const int ShareOfMemory = 4;
    private const int BytesPerWord = 160;

    private readonly BoundedCounts<string> _counts = new(MaximumCounted, StringComparer.Ordinal);
    private readonly bool _lowerCase = known?.LowerCase ?? options.LowerCase;
    private readonly bool _countsPairs = known?.HasPairs ?? options.CharacterPairs;
    private long _tokens;

    public override void Bound(int memoryMB)
    {
        if (memoryMB > 0)
        {
            _counts.Most = (int)Math.Min(MaximumCounted, ((long)memoryMB << 20) / ShareOfMemory / BytesPerWord);
        }
    }

    public override void Add(ReadOnlySpan<char> text)
    {
        Span<char> folded = stackalloc char[WordTokenizer.MaximumTokenLength];
        var tokens = new WordTokenizer(text);
        var pairs = new CharacterPairs();
        while (tokens.MoveNext())
        {
            ReadOnlySpan<char> pair = _countsPairs ? pairs.EndingWith(tokens) : default;
            if (!pair.IsEmpty && !IsKnown(pair))
            {
                Count(pair);
            }

            ReadOnlySpan<char> word = Vocabulary.Fold(tokens.Token, _lowerCase, folded);
            if (!IsKnown(word))
            {
                Count(word);
                _tokens++;
            }
        }

        _counts.ForgetRarest();
    }

    private void Count(ReadOnlySpan<char> word)
    {
        // Half of a surrogate pair, of a text that was cut within a character, could not be saved.
        if (!HasHalfPair(word))
        {
            _counts.Add(word);
        }
    }

    private static bool HasHalfPair(ReadOnlySpan<char> word)
    {
        foreach (Rune rune in word.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar && !word.Contains((char)Rune.ReplacementChar.Value))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsKnown(ReadOnlySpan<char> word) => known is not null && known.TryFind(word, out _);

    /// <summary>The most frequent first; of equally frequent words the one first in ordinal order.</summary>
    public override TokenCoder Build()
    {
        string[] words = _counts.MostFrequent(options.MinimumCount, options.SizeFor(_tokens), StringComparer.Ordinal);
        return known is null
            ? new Vocabulary(words, options.LowerCase, options.HashBuckets)
            : new Vocabulary(known.Words, known.LowerCase, known.HashBuckets, [.. known.AddedWords, .. words]);
    }
}
