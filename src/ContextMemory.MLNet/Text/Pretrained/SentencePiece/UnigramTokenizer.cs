using System.Buffers;

namespace ContextMemory.MLNet.Text.Pretrained.SentencePiece;

/// <summary>
/// The unigram model of SentencePiece, the tokenizer of XLM-RoBERTa and CamemBERT: of all ways to cut a word into pieces the most probable one
/// (Kudo 2018). It gives the ids of the reference, Hugging Face tokenizers. A piece's place is without the space before its word: of a piece that is a space
/// alone it has length 0. Half a surrogate pair is read as U+FFFD.
/// </summary>
internal sealed class UnigramTokenizer : PretrainedTokenizer
{
    /// <summary>How much less probable an unknown character is than the least probable piece, as a logarithm.</summary>
    private const double UnknownPenalty = 10;

    private readonly string[] _pieces;
    private readonly double[] _scores;
    private readonly PieceTrie _trie = new();

    /// <param name="pieces">The pieces by their ids; empty where an id has none. Of equal ones the last counts.</param>
    /// <param name="scores">The logarithm of each piece's probability; not a number where no text becomes the piece.</param>
    /// <param name="leastScore">The lowest score of the vocabulary.</param>
    /// <param name="special">Ids of this vocabulary.</param>
    /// <param name="map">How characters are normalized.</param>
    /// <param name="spaces">What is done with spaces.</param>
    public UnigramTokenizer(string[] pieces, double[] scores, double leastScore, SpecialPieces special, CharacterMap map, UnigramSpaces spaces)
        : base(special)
    {
        _pieces = pieces;
        _scores = scores;
        LeastScore = leastScore;
        Map = map;
        Spaces = spaces;
        for (int id = 0; id < pieces.Length; id++)
        {
            if (!double.IsNaN(scores[id]) && pieces[id].Length > 0)
            {
                _trie.Add(pieces[id], id);
            }
        }
    }

    public IReadOnlyList<string> Pieces => _pieces;

    public ReadOnlySpan<double> Scores => _scores;

    public double LeastScore { get; }

    public CharacterMap Map { get; }

    public UnigramSpaces Spaces { get; }

    public override int VocabularySize => _pieces.Length;

    public override string Description => $"SentencePiece unigram, {_pieces.Length} pieces";

    public override string NameOf(int id) => id >= 0 && id < _pieces.Length ? _pieces[id] : "";

    public override void Encode(ReadOnlySpan<char> text, List<TextPiece> pieces)
    {
        char[]? repaired = Repair(ref text);
        using var marked = new MarkedText(text, Map, Spaces);
        ReadOnlySpan<char> units = marked.Units;
        var room = default(Cuts);
        int placed = 0;
        for (int start = 0; start < units.Length;)
        {
            int next = units[(start + 1)..].IndexOf(MarkedText.Space);
            int end = next < 0 ? units.Length : start + 1 + next;
            room.Reserve(end - start);
            Cut(units[start..end], room);
            AppendPieces(marked, start, end - start, room, ref placed, pieces);
            start = end;
        }

        room.Return();
        Return(repaired);
    }

    /// <summary>Before a space behind a word, where a word ends whatever follows.</summary>
    public override int LastCut(ReadOnlySpan<char> text)
    {
        char[]? repaired = Repair(ref text);
        var characters = new MappedText(text, Map);
        bool isBehindWord = false;
        int last = 0;
        while (characters.MoveNext())
        {
            ReadOnlySpan<char> units = characters.Units;
            bool isSpace = units is [' '] || (Spaces.SplitsAtAll && units is [var single] && char.IsWhiteSpace(single));

            // What comes next may be the other half of a pair, which joins the cluster.
            if (isSpace && isBehindWord && characters.BeginsCluster && characters.ClusterEnd < text.Length - 1)
            {
                last = characters.Start;
            }

            isBehindWord = units.IsEmpty ? isBehindWord : !char.IsWhiteSpace(units[^1]);
        }

        Return(repaired);
        return last;
    }

    /// <summary>Finds the best way to cut a word: forward, the best last piece of each beginning; then backward along them.</summary>
    private void Cut(ReadOnlySpan<char> word, in Cuts cuts)
    {
        cuts.From.AsSpan(0, word.Length + 1).Fill(PieceTrie.None);
        cuts.Scores[0] = 0;
        for (int start = 0, length; start < word.Length; start += length)
        {
            length = char.IsHighSurrogate(word[start]) ? 2 : 1;
            bool isKnown = false;
            int node = 0;
            for (int end = start; end < word.Length && (node = _trie.Next(node, word[end])) != PieceTrie.None; end++)
            {
                int piece = _trie.PieceAt(node);
                if (piece != PieceTrie.None)
                {
                    Offer(cuts, start, end + 1, piece, _scores[piece]);
                    isKnown |= end + 1 - start == length;
                }
            }

            if (!isKnown)
            {
                Offer(cuts, start, start + length, Unknown, LeastScore - UnknownPenalty);
            }
        }

        for (int end = word.Length; end > 0; end = cuts.From[end])
        {
            cuts.To[cuts.From[end]] = end;
        }
    }

    private static void Offer(in Cuts cuts, int start, int end, int piece, double score)
    {
        double total = score + cuts.Scores[start];
        if (cuts.From[end] == PieceTrie.None || total > cuts.Scores[end])
        {
            cuts.Scores[end] = total;
            cuts.From[end] = start;
            cuts.Pieces[end] = piece;
        }
    }

    /// <summary>Unknown characters in a row are one piece.</summary>
    private void AppendPieces(in MarkedText marked, int word, int length, in Cuts cuts, ref int placed, List<TextPiece> pieces)
    {
        ReadOnlySpan<int> starts = marked.Starts;
        for (int start = 0; start < length;)
        {
            int end = cuts.To[start];
            int piece = cuts.Pieces[end];
            while (piece == Unknown && end < length && cuts.Pieces[cuts.To[end]] == Unknown)
            {
                end = cuts.To[end];
            }

            int first = word + start + (marked.Units[word + start] == MarkedText.Space ? 1 : 0);
            int behind = word + end;
            int from = Math.Max(placed, starts[first]);
            placed = from;
            if (first < behind)
            {
                // One character may have become several, of which the piece has some.
                while (behind < starts.Length - 1 && starts[behind] == starts[word + end - 1])
                {
                    behind++;
                }

                placed = Math.Max(from, starts[behind]);
            }

            pieces.Add(new TextPiece(piece, from, placed - from));
            start = end;
        }
    }

    /// <summary>Puts U+FFFD in place of half surrogate pairs, in a copy.</summary>
    private static char[]? Repair(ref ReadOnlySpan<char> text)
    {
        int place = text.IndexOfAnyInRange('\ud800', '\udfff');
        char[]? copy = null;
        while (place >= 0 && place < text.Length)
        {
            bool isPair = place + 1 < text.Length && char.IsSurrogatePair(text[place], text[place + 1]);
            if (!isPair && char.IsSurrogate(text[place]))
            {
                if (copy is null)
                {
                    copy = ArrayPool<char>.Shared.Rent(text.Length);
                    text.CopyTo(copy);
                    text = copy.AsSpan(0, text.Length);
                }

                copy[place] = '\ufffd';
            }

            place += isPair ? 2 : 1;
        }

        return copy;
    }

    private static void Return(char[]? rented)
    {
        if (rented is not null)
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }

    /// <summary>For each place in a word the best way to cut what is before it: its score, its last piece and where that begins; and back from there.</summary>
    private struct Cuts
    {
        public double[] Scores;
        public int[] Pieces;
        public int[] From;
        public int[] To;

        public void Reserve(int length)
        {
            if (Scores is null || Math.Min(Math.Min(Scores.Length, Pieces.Length), Math.Min(From.Length, To.Length)) <= length)
            {
                Return();
                Scores = ArrayPool<double>.Shared.Rent(length + 1);
                Pieces = ArrayPool<int>.Shared.Rent(length + 1);
                From = ArrayPool<int>.Shared.Rent(length + 1);
                To = ArrayPool<int>.Shared.Rent(length + 1);
            }
        }

        public readonly void Return()
        {
            if (Scores is not null)
            {
                ArrayPool<double>.Shared.Return(Scores);
                ArrayPool<int>.Shared.Return(Pieces);
                ArrayPool<int>.Shared.Return(From);
                ArrayPool<int>.Shared.Return(To);
            }
        }
    }
}
