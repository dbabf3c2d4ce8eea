using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tasks.Summarization;

/// <summary>
/// The sentences of a document as bags of words, in lower case, without punctuation and stop words: what all measures of a sentence's
/// place among the others are computed from. Words are numbered as they come.
/// </summary>
internal sealed class SentenceBags
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<int> _sentenceCounts = [];

    public SentenceBags(IReadOnlyList<string> sentences)
    {
        Sentences = [.. sentences.Select(Read)];
        foreach (Bag bag in Sentences)
        {
            foreach (int word in bag.Words)
            {
                _sentenceCounts[word]++;
            }
        }
    }

    public IReadOnlyList<Bag> Sentences { get; }

    /// <summary>Different words of all sentences.</summary>
    public int WordCount => _numbers.Count;

    /// <summary>Sentences that a word is in.</summary>
    public int SentenceCount(int word) => _sentenceCounts[word];

    /// <summary>How much a word tells: 1 + ln((1 + sentences) / (1 + sentences that have it)), above zero also for a word that is in all.</summary>
    public float Weight(int word) => 1 + MathF.Log((1f + Sentences.Count) / (1 + _sentenceCounts[word]));

    /// <summary>The bag of another text, such as the title. Words that no sentence has get numbers as well.</summary>
    public Bag Read(string text)
    {
        var numbers = new List<int>();
        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> known = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();
        Span<char> buffer = stackalloc char[WordTokenizer.MaximumTokenLength];
        var tokens = new WordTokenizer(text);
        while (tokens.MoveNext())
        {
            ReadOnlySpan<char> token = Vocabulary.Fold(tokens.Token, lowerCase: true, buffer);
            if ((!char.IsLetterOrDigit(token[0]) && !char.IsSurrogate(token[0])) || StopWords.Contains(token))
            {
                continue;
            }

            if (!known.TryGetValue(token, out int number))
            {
                number = _sentenceCounts.Count;
                _sentenceCounts.Add(0);
                known[token] = number;
            }

            numbers.Add(number);
        }

        return new Bag(numbers);
    }

    /// <summary>Different words in rising order, and how often each occurs.</summary>
    public sealed class Bag
    {
        public Bag(List<int> words)
        {
            Length = words.Count;
            (int Word, int Count)[] counted = [.. words.CountBy(word => word).Select(pair => (pair.Key, pair.Value)).Order()];
            Words = [.. counted.Select(pair => pair.Word)];
            Counts = [.. counted.Select(pair => pair.Count)];
        }

        public int[] Words { get; }

        public int[] Counts { get; }

        /// <summary>Words, each as often as it occurs.</summary>
        public int Length { get; }
    }
}
