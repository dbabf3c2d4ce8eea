namespace ContextMemory.MLNet.Text.Pretrained;

/// <summary>
/// WordPiece, the tokenizer of BERT and DistilBERT: the longest piece that a word begins with, then the longest that what is left begins with, and
/// so on. It gives the ids of the reference, Hugging Face tokenizers with BertNormalizer and BertPreTokenizer.
/// </summary>
internal sealed class WordPieceTokenizer : PretrainedTokenizer
{
    /// <summary>What pieces within a word begin with, unless the vocabulary says otherwise.</summary>
    public const string UsualPrefix = "##";

    /// <summary>Characters of the longest word that is split, unless the vocabulary says otherwise.</summary>
    public const int UsualLongestWord = 100;

    /// <summary>What a vocabulary may say.</summary>
    public const int MostLongestWord = 1_000;

    private readonly string[] _pieces;
    private readonly PieceIndex _first;
    private readonly PieceIndex _continuing;

    /// <param name="pieces">The pieces by their ids; empty where an id has none. Of equal ones the last counts.</param>
    /// <param name="special">Ids of this vocabulary.</param>
    /// <param name="normalization">What is done to the text.</param>
    /// <param name="prefix">What pieces within a word begin with.</param>
    /// <param name="longestWord">Characters; a longer word is unknown.</param>
    public WordPieceTokenizer(
        string[] pieces, SpecialPieces special, BertNormalization normalization, string prefix = UsualPrefix, int longestWord = UsualLongestWord)
        : base(special)
    {
        _pieces = pieces;
        Normalization = normalization;
        Prefix = prefix;
        LongestWord = longestWord;
        _first = new PieceIndex(pieces, "", longestWord);
        _continuing = new PieceIndex(pieces, prefix, longestWord);
    }

    public IReadOnlyList<string> Pieces => _pieces;

    public BertNormalization Normalization { get; }

    public string Prefix { get; }

    public int LongestWord { get; }

    public override int VocabularySize => _pieces.Length;

    public override string Description =>
        $"WordPiece, {_pieces.Length} pieces, {(Normalization.LowerCase ? "lower case" : "upper and lower case")}";

    public override string NameOf(int id) => id >= 0 && id < _pieces.Length ? _pieces[id] : "";

    public override void Encode(ReadOnlySpan<char> text, List<TextPiece> pieces)
    {
        int room = BertWords.RoomFor(LongestWord);
        Span<char> units = stackalloc char[room];
        Span<int> places = stackalloc int[2 * room];
        var words = new BertWords(text, Normalization, LongestWord, units, places);
        while (words.MoveNext())
        {
            int before = pieces.Count;
            if (words.IsTooLong || !TrySplit(words, pieces))
            {
                pieces.RemoveRange(before, pieces.Count - before);
                int start = words.StartOf(0);
                pieces.Add(new TextPiece(Unknown, start, words.End - start));
            }
        }
    }

    /// <summary>Before a space, an ideograph or ASCII punctuation, where a word ends whatever follows.</summary>
    public override int LastCut(ReadOnlySpan<char> text)
    {
        for (int place = text.Length - 1; place > 0; place--)
        {
            byte kind = BertCharacters.UnitKinds[text[place]];
            bool isDropped = Normalization.CleanText && (kind & BertCharacters.Other) != 0;
            bool isIdeograph = Normalization.SplitIdeographs && (kind & BertCharacters.Ideograph) != 0;
            bool isPunctuation = char.IsAscii(text[place]) && (kind & BertCharacters.Punctuation) != 0;
            if (!isDropped && (isIdeograph || isPunctuation || (kind & BertCharacters.Space) != 0))
            {
                return place;
            }
        }

        return 0;
    }

    private bool TrySplit(in BertWords words, List<TextPiece> pieces)
    {
        ReadOnlySpan<char> word = words.Units;
        int start = 0;
        int placed = 0;
        while (start < word.Length)
        {
            int length = (start == 0 ? _first : _continuing).Longest(word[start..], out int id);
            if (length == 0)
            {
                return false;
            }

            int from = Math.Max(placed, words.StartOf(start));
            placed = Math.Max(from, words.EndOf(start + length - 1));
            pieces.Add(new TextPiece(id, from, placed - from));
            start += length;
        }

        return true;
    }
}
