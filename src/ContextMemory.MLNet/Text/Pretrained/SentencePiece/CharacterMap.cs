using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace ContextMemory.MLNet.Text.Pretrained.SentencePiece;

/// <summary>
/// The normalization of SentencePiece, mostly NFKC, as its files have it (precompiled_charsmap): the bytes of a trie of what is replaced, before them
/// their number, and behind them the texts that replace it, each with a zero at its end. The trie is a double array as the library Darts-clone writes it.
/// </summary>
internal sealed class CharacterMap
{
    /// <summary>UTF-8 bytes of the longest text that a rule is looked up for.</summary>
    public const int MostBytes = 5;

    /// <summary>Bytes of the largest map that is read. That of NFKC has 240,000.</summary>
    public const int MostContent = 1 << 24;

    // The longest text of NFKC has 33 bytes.
    private const int LongestText = 1_024;
    private const uint LabelBits = 0x8000_00FF;
    private const uint ValueBits = 0x7FFF_FFFF;

    private readonly uint[] _trie;
    private readonly string _texts;

    // For each byte of the texts the UTF-16 unit that it begins, or -1.
    private readonly int[] _places;

    // Which UTF-16 units have a rule of their own.
    private readonly bool[] _isReplaced = new bool[char.MaxValue + 1];

    private CharacterMap(byte[] content, uint[] trie, string texts, int[] places)
    {
        Content = content;
        _trie = trie;
        _texts = texts;
        _places = places;
        for (int unit = 0; unit < _isReplaced.Length && trie.Length > 0; unit++)
        {
            _isReplaced[unit] = !char.IsSurrogate((char)unit) && TryFindRule([(char)unit], out _);
        }
    }

    /// <summary>The map without rules.</summary>
    public static CharacterMap Empty { get; } = new([], [], "", []);

    /// <summary>The map as it was read; empty if it has no rules.</summary>
    public byte[] Content { get; }

    /// <param name="content">The bytes of the file.</param>
    /// <param name="fault">What is wrong with it.</param>
    /// <returns>The map; null if it is damaged.</returns>
    public static CharacterMap? TryRead(byte[] content, out string fault)
    {
        fault = "";
        if (content.Length == 0)
        {
            return Empty;
        }

        uint trieBytes = content.Length >= sizeof(uint) ? BinaryPrimitives.ReadUInt32LittleEndian(content) : uint.MaxValue;
        if (content.Length > MostContent || trieBytes > content.Length - sizeof(uint) || trieBytes == 0 || trieBytes % sizeof(uint) != 0)
        {
            fault = $"has {content.Length} bytes, of which its trie should have {trieBytes}";
            return null;
        }

        ReadOnlySpan<byte> texts = content.AsSpan(sizeof(uint) + (int)trieBytes);
        if (!Utf8.IsValid(texts) || HasLongText(texts))
        {
            fault = "has texts that are not UTF-8 or too long";
            return null;
        }

        var trie = new uint[trieBytes / sizeof(uint)];
        for (int i = 0; i < trie.Length; i++)
        {
            trie[i] = BinaryPrimitives.ReadUInt32LittleEndian(content.AsSpan(sizeof(uint) * (i + 1)));
        }

        return new CharacterMap(content, trie, Encoding.UTF8.GetString(texts), Places(texts));
    }

    /// <summary>
    /// Finds the rule for the shortest beginning of a text that has one. It stands for the whole text, as in the reference, Hugging Face tokenizers;
    /// the library SentencePiece itself takes the longest beginning.
    /// </summary>
    /// <param name="text">At most <see cref="MostBytes"/> bytes in UTF-8.</param>
    /// <param name="replacement">What replaces it.</param>
    public bool TryReplace(ReadOnlySpan<char> text, out ReadOnlySpan<char> replacement)
    {
        replacement = default;
        return _trie.Length > 0 && (text.Length > 1 || _isReplaced[text[0]]) && TryFindRule(text, out replacement);
    }

    private bool TryFindRule(ReadOnlySpan<char> text, out ReadOnlySpan<char> replacement)
    {
        replacement = default;
        Span<byte> room = stackalloc byte[MostBytes];
        Span<byte> bytes = room[..Encoding.UTF8.GetBytes(text, room)];
        uint node = Offset(_trie[0]);
        foreach (byte value in bytes)
        {
            node ^= value;
            if (value == 0 || node >= (uint)_trie.Length || (_trie[node] & LabelBits) != value)
            {
                return false;
            }

            uint unit = _trie[node];
            node ^= Offset(unit);
            if ((unit >> 8 & 1) == 1)
            {
                return node < (uint)_trie.Length && TryFindText(_trie[node] & ValueBits, out replacement);
            }
        }

        return false;
    }

    private bool TryFindText(uint place, out ReadOnlySpan<char> text)
    {
        int start = place < (uint)_places.Length ? _places[place] : -1;
        text = start < 0 ? default : _texts.AsSpan(start);
        int end = text.IndexOf('\0');
        text = end < 0 ? text : text[..end];
        return start >= 0;
    }

    private static uint Offset(uint unit) => unit >> 10 << (int)((unit & 0x200) >> 6);

    private static bool HasLongText(ReadOnlySpan<byte> texts)
    {
        while (!texts.IsEmpty)
        {
            int end = texts.IndexOf((byte)0);
            if ((end < 0 ? texts.Length : end) > LongestText)
            {
                return true;
            }

            texts = end < 0 ? [] : texts[(end + 1)..];
        }

        return false;
    }

    private static int[] Places(ReadOnlySpan<byte> texts)
    {
        var places = new int[texts.Length];
        int unit = 0;
        for (int i = 0; i < texts.Length; i++)
        {
            bool begins = (texts[i] & 0xC0) != 0x80;
            places[i] = begins ? unit : -1;
            unit += !begins ? 0 : texts[i] >= 0xF0 ? 2 : 1;
        }

        return places;
    }
}
