using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace ContextMemory.MLNet.Text.Normalization;

/// <summary>
/// A text as all that compares or reads words sees it: canonically composed (Unicode's normalization form C), without default-ignorable
/// characters such as zero-width spaces, soft hyphens and joiners. Texts that look the same are then the same. It knows where in the
/// original text each part of it comes from.
/// </summary>
internal readonly ref struct CanonicalText
{
    private const ushort FirstAccent = 0x300;
    private const ushort SoftHyphen = 0xAD;
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;
    private const int FirstTag = 0xE0020;
    private const int LastTag = 0xE007F;

    private readonly ReadOnlySpan<char> _original;

    // Where each unit, and the end, comes from in the original text. Empty where the two texts are the same.
    private readonly ReadOnlySpan<int> _sources;

    private CanonicalText(ReadOnlySpan<char> original, ReadOnlySpan<char> text, ReadOnlySpan<int> sources)
    {
        _original = original;
        Text = text;
        _sources = sources;
    }

    /// <summary>The canonical text: the original one itself where nothing changes.</summary>
    public ReadOnlySpan<char> Text { get; }

    /// <summary>Whether nothing changed.</summary>
    public bool IsOriginal => _sources.IsEmpty;

    /// <summary>Reads a text; next to nothing is done, and nothing allocated, where nothing is in doubt.</summary>
    public static CanonicalText Of(ReadOnlySpan<char> text)
    {
        // For text in Latin letters alone, what is known of Unicode need not be loaded.
        int doubtful = SkipLatin(text, 0);
        doubtful = doubtful < text.Length ? FindDoubtful(text, doubtful) : doubtful;
        if (doubtful == text.Length)
        {
            return new CanonicalText(text, text, default);
        }

        var writer = new CanonicalWriter();
        while (doubtful < text.Length)
        {
            doubtful = FindDoubtful(text, writer.Rewrite(text, doubtful));
        }

        if (!writer.HasChanges)
        {
            return new CanonicalText(text, text, default);
        }

        writer.End(text);
        return new CanonicalText(text, writer.Text, writer.Sources);
    }

    /// <summary>The canonical text of a string: the string itself where nothing changes.</summary>
    public static string Of(string text)
    {
        CanonicalText canonical = Of(text.AsSpan());
        return canonical.IsOriginal ? text : canonical.Text.ToString();
    }

    /// <summary>
    /// Where a part of the canonical text stands in the original one. What was left out between it and what comes behind belongs to it only as
    /// far as it makes one character with it for the eye, as a variation selector does.
    /// </summary>
    public TokenSpan InOriginal(int start, int length)
    {
        if (IsOriginal)
        {
            return new TokenSpan(start, length);
        }

        int first = _sources[start];
        int end = _sources[start + length];
        while (Rune.DecodeLastFromUtf16(_original[first..end], out Rune last, out int units) == OperationStatus.Done
            && UnicodeData.IsIgnorable(last.Value)
            && !ExtendsCharacter(last))
        {
            end -= units;
        }

        return new TokenSpan(first, end - first);
    }

    /// <summary>The first place from a boundary on that composition or a left-out character may change; the text's length if there is none.</summary>
    private static int FindDoubtful(ReadOnlySpan<char> text, int index)
    {
        byte last = UnicodeData.Regular;
        while (index < text.Length)
        {
            if (last == UnicodeData.Regular)
            {
                index = SkipRegular(text, index);
                if (index == text.Length)
                {
                    break;
                }
            }

            byte kind = UnicodeData.KindAt(text, index, out int length);
            if (kind == UnicodeData.Irregular || (kind != UnicodeData.Regular && kind < last))
            {
                return index;
            }

            last = kind;
            index += length;
        }

        return text.Length;
    }

    /// <summary>Passes characters that are in no doubt by themselves.</summary>
    private static int SkipRegular(ReadOnlySpan<char> text, int index)
    {
        ReadOnlySpan<byte> kinds = UnicodeData.UnitKinds;
        while (index < text.Length)
        {
            // What is not Latin goes by single steps for a while, before it is looked at as Latin again.
            int end = Math.Min(index + Vector128<ushort>.Count, text.Length);
            for (; index < end; index++)
            {
                if (kinds[text[index]] != UnicodeData.Regular)
                {
                    return index;
                }
            }

            index = SkipLatin(text, index);
        }

        return index;
    }

    /// <summary>Passes characters below the first accent, none of which is in doubt but the soft hyphen.</summary>
    private static int SkipLatin(ReadOnlySpan<char> text, int index)
    {
        for (; index + Vector128<ushort>.Count <= text.Length; index += Vector128<ushort>.Count)
        {
            Vector128<ushort> units = Vector128.Create(MemoryMarshal.Cast<char, ushort>(text[index..]));
            if (Vector128.GreaterThanOrEqualAny(units, Vector128.Create(FirstAccent)) || Vector128.EqualsAny(units, Vector128.Create(SoftHyphen)))
            {
                return index;
            }
        }

        while (index < text.Length && text[index] < FirstAccent && text[index] != SoftHyphen)
        {
            index++;
        }

        return index;
    }

    private static bool ExtendsCharacter(Rune rune) =>
        Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark
        || rune.Value is ZeroWidthNonJoiner or ZeroWidthJoiner or (>= FirstTag and <= LastTag);
}
