using System.Globalization;
using ContextMemory.MLNet.Text.Normalization;

namespace ContextMemory.MLNet.Text.Pretrained;

/// <summary>What characters are to the tokenizer of BERT.</summary>
internal static class BertCharacters
{
    /// <summary>Control, format and private use: dropped from a clean text.</summary>
    public const byte Other = 1;

    /// <summary>A mark without a width, such as an accent.</summary>
    public const byte Mark = 2;

    public const byte Punctuation = 4;

    public const byte Space = 8;

    public const byte Ideograph = 16;

    /// <summary>A character that decomposes, may change places with another or has a lower case, or a unit that begins or ends a pair.</summary>
    public const byte Changes = 32;

    /// <summary>Parts of a character that is decomposed, at most.</summary>
    public const int MostParts = 8;

    /// <summary>What stands for half a pair, which is no character.</summary>
    public const int Replacement = 0xFFFD;

    private const string Table = "bert-characters.txt";
    private const int CapitalDottedI = 0x130;
    private const int CombiningDotAbove = 0x307;

    // Decomposes since Unicode 13.0, which the reference does not know.
    private const int DivesAkuruSignO = 0x11938;

    // U+2B820 to U+2B91F are ideographs too, but not to the reference.
    private static readonly (int First, int Last)[] Ideographs =
    [
        (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F), (0x2B740, 0x2B81F), (0x2B920, 0x2CEAF),
        (0x2F800, 0x2FA1F),
    ];

    private static readonly (int First, int Last)[] Spaces =
    [
        (0x9, 0xD), (0x20, 0x20), (0x85, 0x85), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029), (0x202F, 0x202F),
        (0x205F, 0x205F), (0x3000, 0x3000),
    ];

    private static readonly byte[] Units = new byte[char.MaxValue + 1];
    private static readonly char[] Lowered = [.. Enumerable.Range(0, char.MaxValue + 1).Select(unit => (char)unit)];
    private static readonly SortedList<int, (int Last, byte Kind)> Supplementary = [];
    private static readonly Dictionary<int, int> SupplementaryLowered = [];
    private static readonly Dictionary<int, byte> KeptClasses = [];

    static BertCharacters()
    {
        ReadTable();
        Set(Ideographs, Ideograph);
        Set(Spaces, Space);
        Set([(0x21, 0x2F), (0x3A, 0x40), (0x5B, 0x60), (0x7B, 0x7E)], Punctuation);
        Set([(0, 0)], Other);
        for (char letter = 'A'; letter <= 'Z'; letter++)
        {
            Lowered[letter] = (char)(letter | 0x20);
            Units[letter] |= Changes;
        }

        for (int unit = 0; unit <= char.MaxValue; unit++)
        {
            if (char.IsSurrogate((char)unit) || unit == CapitalDottedI || UnicodeData.ClassOf(unit) != 0 || UnicodeData.TryDecompose(unit, out _, out _))
            {
                Units[unit] |= Changes;
            }
        }
    }

    /// <summary>What a UTF-16 unit is, by itself; 0 where it is a character that belongs to a word and stays as it is.</summary>
    public static ReadOnlySpan<byte> UnitKinds => Units;

    /// <summary>The character at a place; <see cref="Replacement"/> for half a pair.</summary>
    public static int At(ReadOnlySpan<char> text, int index, out int length)
    {
        char unit = text[index];
        length = 1;
        if (!char.IsSurrogate(unit))
        {
            return unit;
        }

        if (index + 1 == text.Length || !char.IsSurrogatePair(unit, text[index + 1]))
        {
            return Replacement;
        }

        length = 2;
        return char.ConvertToUtf32(unit, text[index + 1]);
    }

    public static byte KindOf(int character)
    {
        if (character <= char.MaxValue)
        {
            return Units[character];
        }

        int from = 0;
        int to = Supplementary.Count;
        while (from < to)
        {
            int middle = (from + to) / 2;
            (from, to) = Supplementary.GetKeyAtIndex(middle) <= character ? (middle + 1, to) : (from, middle);
        }

        bool isInRange = from > 0 && Supplementary.GetValueAtIndex(from - 1).Last >= character;
        return isInRange ? (byte)(Supplementary.GetValueAtIndex(from - 1).Kind | Changes) : Changes;
    }

    /// <summary>The combining class of a character, given its kind.</summary>
    public static byte ClassOf(int character, byte kind) =>
        (kind & Mark) != 0 ? UnicodeData.ClassOf(character) : KeptClasses.GetValueOrDefault(character);

    /// <summary>
    /// What becomes of a character: decomposed and without marks if accents are dropped, then in lower case, character by character as
    /// Unicode's full mapping says.
    /// </summary>
    /// <returns>How many characters it becomes.</returns>
    public static int Expand(int character, in BertNormalization options, Span<int> parts)
    {
        int count = 0;
        if (options.StripAccents)
        {
            Decompose(character, parts, ref count);
        }
        else
        {
            parts[count++] = character;
        }

        if (options.LowerCase)
        {
            for (int i = count - 1; i >= 0; i--)
            {
                if (parts[i] == CapitalDottedI)
                {
                    parts[i..count].CopyTo(parts[(i + 1)..]);
                    parts[i + 1] = CombiningDotAbove;
                    count++;
                }

                parts[i] = Lower(parts[i]);
            }
        }

        return count;
    }

    /// <summary>Whether lower case changes a text.</summary>
    public static bool HasUpperCase(ReadOnlySpan<char> text)
    {
        for (int index = 0; index < text.Length;)
        {
            int character = At(text, index, out int length);
            if (Lower(character) != character)
            {
                return true;
            }

            index += length;
        }

        return false;
    }

    private static int Lower(int character) => character switch
    {
        CapitalDottedI => 'i',
        <= char.MaxValue => Lowered[character],
        _ => SupplementaryLowered.GetValueOrDefault(character, character),
    };

    private static void Decompose(int character, Span<int> parts, ref int count)
    {
        if (character != DivesAkuruSignO && UnicodeData.TryDecompose(character, out int first, out int second))
        {
            Decompose(first, parts, ref count);
            if (second != 0)
            {
                Decompose(second, parts, ref count);
            }
        }
        else if ((KindOf(character) & Mark) == 0)
        {
            parts[count++] = character;
        }
    }

    private static void ReadTable()
    {
        using Stream stream = typeof(BertCharacters).Assembly.GetManifestResourceStream(Table)!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            string[] fields = line.Split(' ');
            switch (fields[0])
            {
                case "x":
                    Set([Range(fields)], Other);
                    break;
                case "m":
                    Set([Range(fields)], Mark);
                    break;
                case "p":
                    Set([Range(fields)], Punctuation);
                    break;
                case "c":
                    AddClass(Range(fields), (byte)Number(fields[3]));
                    break;
                case "l":
                    AddLowerCase(Range(fields), Number(fields[3]), Number(fields[4]));
                    break;
            }
        }
    }

    private static void AddClass((int First, int Last) range, byte combiningClass)
    {
        for (int character = range.First; character <= range.Last; character++)
        {
            KeptClasses.Add(character, combiningClass);
        }
    }

    private static void AddLowerCase((int First, int Last) range, int step, int distance)
    {
        for (int character = range.First; character <= range.Last; character += step)
        {
            if (character <= char.MaxValue)
            {
                Lowered[character] = (char)(character + distance);
                Units[character] |= Changes;
            }
            else
            {
                SupplementaryLowered.Add(character, character + distance);
            }
        }
    }

    private static void Set(ReadOnlySpan<(int First, int Last)> ranges, byte kind)
    {
        foreach ((int first, int last) in ranges)
        {
            if (first > char.MaxValue)
            {
                Supplementary.Add(first, (last, kind));
                continue;
            }

            for (int unit = first; unit <= last; unit++)
            {
                Units[unit] |= kind;
            }
        }
    }

    private static (int First, int Last) Range(string[] fields) => (Code(fields[1]), Code(fields[2]));

    private static int Code(string field) => int.Parse(field, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static int Number(string field) => int.Parse(field, CultureInfo.InvariantCulture);
}
