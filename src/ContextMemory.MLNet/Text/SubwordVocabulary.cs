using ContextMemory.MLNet.Text.Normalization;

namespace ContextMemory.MLNet.Text;

/// <summary>The pieces of a tokenizer from outside that occurred in the training text, and the rows that all other pieces share.</summary>
internal sealed class SubwordVocabulary : TokenCoder
{
    // The golden ratio's bits spread neighbouring numbers.
    private const uint HashFactor = 2654435769;

    private readonly ISubwordTokenizer _tokenizer;
    private readonly Dictionary<int, int> _rows;

    public SubwordVocabulary(ISubwordTokenizer tokenizer, IReadOnlyList<int> pieces, int hashBuckets)
    {
        _tokenizer = tokenizer;
        Pieces = pieces;
        HashBuckets = hashBuckets;
        _rows = new Dictionary<int, int>(pieces.Count);
        for (int i = 0; i < pieces.Count; i++)
        {
            _rows.Add(pieces[i], TokenCodes.SpecialRows + i);
        }
    }

    public ISubwordTokenizer Tokenizer => _tokenizer;

    /// <summary>The known pieces, as the tokenizer numbers them.</summary>
    public IReadOnlyList<int> Pieces { get; }

    public int HashBuckets { get; }

    public override int TableRows => TokenCodes.SpecialRows + Pieces.Count + HashBuckets;

    public override int KnownRows => Pieces.Count;

    public override CodeStream OpenStream() => new SubwordCodeStream(this);

    protected override void EncodeTokens(ReadOnlySpan<char> text, List<int> codes)
    {
        int first = codes.Count;
        _tokenizer.Encode(CanonicalText.Of(text).Text, codes);
        for (int i = first; i < codes.Count; i++)
        {
            codes[i] = CodeOf(codes[i]);
        }
    }

    protected override List<LocatedToken> LocateTokens(string text) =>
        [.. _tokenizer.Name(CanonicalText.Of(text)).Select(piece => new LocatedToken(piece.AsMemory(), null))];

    /// <summary>Appends the codes of pieces.</summary>
    internal void Append(ReadOnlySpan<int> pieces, List<int> codes)
    {
        foreach (int piece in pieces)
        {
            codes.Add(CodeOf(piece));
        }
    }

    private int CodeOf(int piece) => _rows.TryGetValue(piece, out int row)
        ? row
        : TokenCodes.SpecialRows + Pieces.Count + (int)((uint)piece * HashFactor % (uint)HashBuckets);

    public sealed class Builder(ISubwordTokenizer tokenizer, VocabularyOptions options) : TokenCoderBuilder
    {
        // Not bounded here: the tokenizer has only so many pieces.
        private readonly BoundedCounts<int> _counts = new(int.MaxValue);
        private readonly List<int> _ids = [];

        public override void Add(ReadOnlySpan<char> text)
        {
            _ids.Clear();
            tokenizer.Encode(CanonicalText.Of(text).Text, _ids);
            foreach (int id in _ids)
            {
                _counts.Add(id);
            }
        }

        /// <summary>The most frequent pieces first; of equally frequent ones that with the smaller number.</summary>
        public override TokenCoder Build()
        {
            long tokens = _counts.Counts.Values.Sum(count => (long)count);
            int[] pieces = _counts.MostFrequent(options.MinimumCount, options.SizeFor(tokens), Comparer<int>.Default);
            return new SubwordVocabulary(tokenizer, pieces, options.HashBuckets);
        }
    }
}
