using ContextMemory.MLNet.Text.Normalization;

namespace ContextMemory.MLNet.Text;

/// <summary>The words a model knows, each with a row of its own, and the rows that all other words share.</summary>
internal sealed class Vocabulary : TokenCoder
{
    private readonly string[] _words;
    private readonly string[] _addedWords;
    private readonly Dictionary<string, int> _rows;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _rowsBySpan;

    /// <param name="words">The known words, each once.</param>
    /// <param name="lowerCase">Whether text is lower-cased before it is looked up.</param>
    /// <param name="hashBuckets">Rows for the character n-grams of unknown words.</param>
    /// <param name="addedWords">
    /// Words that became known when training was continued. Their rows lie behind all others, so that no code changes its meaning.
    /// </param>
    public Vocabulary(IReadOnlyList<string> words, bool lowerCase, int hashBuckets, IReadOnlyList<string>? addedWords = null)
    {
        _words = [.. words];
        _addedWords = [.. addedWords ?? []];
        LowerCase = lowerCase;
        HashBuckets = hashBuckets;
        _rows = new Dictionary<string, int>(_words.Length + _addedWords.Length, StringComparer.Ordinal);
        for (int i = 0; i < _words.Length; i++)
        {
            _rows.Add(_words[i], TokenCodes.SpecialRows + i);
        }

        for (int i = 0; i < _addedWords.Length; i++)
        {
            _rows.Add(_addedWords[i], TokenCodes.SpecialRows + _words.Length + hashBuckets + i);
        }

        AddCanonicalForms();
        HasPairs = _words.Any(CharacterPairs.IsPair);
        _rowsBySpan = _rows.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public IReadOnlyList<string> Words => _words;

    public IReadOnlyList<string> AddedWords => _addedWords;

    public bool LowerCase { get; }

    /// <summary>
    /// Whether some of the words are pairs of characters that are tokens of their own: the second one is then the mean of its own row and
    /// that of the pair.
    /// </summary>
    public bool HasPairs { get; }

    public int HashBuckets { get; }

    public override int TableRows => TokenCodes.SpecialRows + _words.Length + HashBuckets + _addedWords.Length;

    public override int KnownRows => _words.Length;

    public override int KnownTokens => _words.Length + _addedWords.Length;

    public override CodeStream OpenStream() => new WordCodeStream(this);

    /// <summary>The row of a known word in the form in which words are looked up.</summary>
    public bool TryFind(ReadOnlySpan<char> word, out int row) => _rowsBySpan.TryGetValue(word, out row);

    protected override void EncodeTokens(ReadOnlySpan<char> text, List<int> codes)
    {
        Span<char> folded = stackalloc char[WordTokenizer.MaximumTokenLength];
        var tokens = new WordTokenizer(text);
        var pairs = new CharacterPairs();
        while (tokens.MoveNext())
        {
            ReadOnlySpan<char> pair = HasPairs ? pairs.EndingWith(tokens) : default;
            Append(tokens.Token, pair, folded, codes);
        }
    }

    protected override List<LocatedToken> LocateTokens(string text)
    {
        var found = new List<LocatedToken>();
        var tokens = new WordTokenizer(text);
        while (tokens.MoveNext())
        {
            TokenSpan span = tokens.Span;
            found.Add(new LocatedToken(text.AsMemory(span.Start, span.Length), span.Start));
        }

        return found;
    }

    /// <summary>Appends the codes of a token.</summary>
    /// <param name="token">The token.</param>
    /// <param name="pair">The character before it and itself; empty where these are no <see cref="CharacterPairs"/>.</param>
    /// <param name="folded">Room for the form in which it is looked up: <see cref="WordTokenizer.MaximumTokenLength"/>.</param>
    /// <param name="codes">Where they go.</param>
    internal void Append(ReadOnlySpan<char> token, ReadOnlySpan<char> pair, Span<char> folded, List<int> codes)
    {
        ReadOnlySpan<char> word = Fold(token, LowerCase, folded);
        if (TryFind(word, out int row))
        {
            codes.Add(row);
            if (!pair.IsEmpty && TryFind(pair, out int pairRow))
            {
                codes.Add(~pairRow);
            }
        }
        else
        {
            CharacterNGrams.Encode(word, TokenCodes.SpecialRows + _words.Length, HashBuckets, codes);
        }
    }

    /// <summary>
    /// Models of earlier versions may know words in forms in which none is read any more, decomposed or with a soft hyphen. Their rows stand
    /// for the canonical form, unless that has one.
    /// </summary>
    private void AddCanonicalForms()
    {
        foreach (string word in _rows.Keys.ToArray())
        {
            string canonical = CanonicalText.Of(word);
            if (!ReferenceEquals(canonical, word))
            {
                _rows.TryAdd(canonical, _rows[word]);
            }
        }
    }

    /// <summary>The form in which a token is counted and looked up.</summary>
    internal static ReadOnlySpan<char> Fold(ReadOnlySpan<char> token, bool lowerCase, Span<char> buffer)
    {
        if (!lowerCase)
        {
            return token;
        }

        int length = token.ToLowerInvariant(buffer);
        return buffer[..length];
    }
}
