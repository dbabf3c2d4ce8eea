using System.Buffers;
using System.Text;

namespace ContextMemory.MLNet.Text.Pretrained;

/// <summary>
/// Byte-level BPE, the tokenizer of RoBERTa: the UTF-8 bytes of each word, with the space before it, are merged pair by pair. No text is unknown. A
/// piece's place is without the space before its word. Half a surrogate pair is read as U+FFFD.
/// </summary>
internal sealed class ByteLevelBpeTokenizer : PretrainedTokenizer
{
    // Bytes of a word for which the stack has room, and integers for each.
    private const int MostShort = 256;
    private const int RoomForByte = 4;

    private readonly string[] _pieces;
    private readonly int[] _byteIds;

    /// <param name="pieces">The pieces by their ids, with all 256 of single bytes; empty where an id has none.</param>
    /// <param name="merges">Which pieces become one, the first merge first.</param>
    /// <param name="special">Ids of this vocabulary.</param>
    /// <param name="addPrefixSpace">Read a text as if a space stood before it.</param>
    public ByteLevelBpeTokenizer(string[] pieces, MergeTable merges, SpecialPieces special, bool addPrefixSpace)
        : base(special)
    {
        _pieces = pieces;
        Merges = merges;
        AddPrefixSpace = addPrefixSpace;
        _byteIds = ByteIds(pieces) ?? throw new ArgumentException("A piece of a single byte is missing.", nameof(pieces));
    }

    public IReadOnlyList<string> Pieces => _pieces;

    public MergeTable Merges { get; }

    public bool AddPrefixSpace { get; }

    public override int VocabularySize => _pieces.Length;

    public override bool SpaceBeginsWords => !AddPrefixSpace;

    public override string Description => $"byte-level BPE, {_pieces.Length} pieces{(AddPrefixSpace ? ", a space before the text" : "")}";

    /// <summary>The ids of single bytes; null where one is missing.</summary>
    public static int[]? ByteIds(IReadOnlyList<string> pieces)
    {
        int[] values = new int[ByteAlphabet.Characters.Max() + 1];
        Array.Fill(values, -1);
        for (int id = 0; id < pieces.Count; id++)
        {
            if (pieces[id] is [var character] && character < values.Length)
            {
                values[character] = id;
            }
        }

        int[] ids = [.. ByteAlphabet.Characters.Select(character => values[character])];
        return ids.Contains(-1) ? null : ids;
    }

    public override string NameOf(int id) => id >= 0 && id < _pieces.Length ? _pieces[id] : "";

    public override void Encode(ReadOnlySpan<char> text, List<TextPiece> pieces)
    {
        if (!AddPrefixSpace || text.IsEmpty || text[0] == ' ')
        {
            EncodeWords(text, 0, pieces);
            return;
        }

        char[] spaced = ArrayPool<char>.Shared.Rent(text.Length + 1);
        spaced[0] = ' ';
        text.CopyTo(spaced.AsSpan(1));
        EncodeWords(spaced.AsSpan(0, text.Length + 1), 1, pieces);
        ArrayPool<char>.Shared.Return(spaced);
    }

    /// <summary>Before a space behind a word: there a word ends, and what follows needs no space before it.</summary>
    public override int LastCut(ReadOnlySpan<char> text)
    {
        for (int place = text.Length - 1; place > 0; place--)
        {
            if (text[place] == ' ' && !char.IsWhiteSpace(text[place - 1]))
            {
                return place;
            }
        }

        return 0;
    }

    private void EncodeWords(ReadOnlySpan<char> text, int prefix, List<TextPiece> pieces)
    {
        Span<int> shortRoom = stackalloc int[RoomForByte * MostShort];
        for (int start = 0; start < text.Length;)
        {
            int end = ByteLevelWords.EndOf(text, start);
            int most = Encoding.UTF8.GetMaxByteCount(end - start);
            int[]? rented = most > MostShort ? ArrayPool<int>.Shared.Rent(RoomForByte * most) : null;
            EncodeWord(text, start, end, prefix, rented ?? shortRoom, pieces);
            if (rented is not null)
            {
                ArrayPool<int>.Shared.Return(rented);
            }

            start = end;
        }
    }

    private void EncodeWord(ReadOnlySpan<char> text, int start, int end, int prefix, Span<int> room, List<TextPiece> pieces)
    {
        int quarter = room.Length / RoomForByte;
        Span<int> ids = room[..quarter];
        Span<int> lengths = room.Slice(quarter, quarter);
        Span<int> starts = room.Slice(2 * quarter, quarter);
        Span<int> ends = room.Slice(3 * quarter, quarter);
        Span<byte> bytes = stackalloc byte[4];
        int count = 0;

        // Of a word with a space before it, the space has no place.
        int placed = text[start] == ' ' && end - start > 1 && !char.IsWhiteSpace(text[start + 1]) ? start + 1 : start;
        int word = placed;
        for (int place = start; place < end;)
        {
            var character = new Rune(BertCharacters.At(text[..end], place, out int length));
            int byteCount = character.EncodeToUtf8(bytes);
            foreach (byte value in bytes[..byteCount])
            {
                ids[count] = _byteIds[value];
                lengths[count] = 1;
                starts[count] = Math.Max(place, word);
                ends[count] = Math.Max(place + length, word);
                count++;
            }

            place += length;
        }

        int left = Merges.Apply(ids[..count], lengths[..count]);
        int first = 0;
        for (int piece = 0; piece < left; piece++)
        {
            int from = Math.Max(placed, starts[first]);
            first += lengths[piece];
            placed = Math.Max(from, ends[first - 1]);
            int origin = Math.Max(0, from - prefix);
            pieces.Add(new TextPiece(ids[piece], origin, Math.Max(0, placed - prefix) - origin));
        }
    }
}
