using System.Globalization;

namespace ContextMemory.MLNet.Text.Normalization;

/// <summary>
/// What canonical composition (Unicode Standard Annex 15) needs to know of characters. The runtime knows it too, but does nothing under
/// InvariantGlobalization, which containers often run with.
/// </summary>
internal static class UnicodeData
{
    /// <summary>A character that is in no doubt: it changes in no text and parts what is before it from what is behind.</summary>
    public const byte Regular = 0;

    /// <summary>A character that changes, or may change, beside others. All other values are combining classes of marks.</summary>
    public const byte Irregular = byte.MaxValue;

    private const string Table = "unicode-15.0.0.txt";

    // Hangul syllables are numbered by their parts.
    private const int FirstSyllable = 0xAC00;
    private const int FirstLead = 0x1100;
    private const int FirstVowel = 0x1161;
    private const int BeforeFirstTail = 0x11A7;
    private const int Leads = 19;
    private const int Vowels = 21;
    private const int Tails = 28;
    private const int Syllables = Leads * Vowels * Tails;

    // A unit that begins a pair, some of whose characters are not regular: the pair must be looked at.
    private const byte Pair = byte.MaxValue - 1;

    private static readonly byte[] Units = new byte[char.MaxValue + 1];
    private static readonly Dictionary<int, byte> Supplementary = [];
    private static readonly Dictionary<int, byte> Classes = [];
    private static readonly Dictionary<int, (int First, int Second)> Decompositions = [];
    private static readonly Dictionary<(int First, int Second), int> Compositions = [];
    private static readonly List<(int First, int Last)> Ignorables = [];

    static UnicodeData()
    {
        using Stream stream = typeof(UnicodeData).Assembly.GetManifestResourceStream(Table)!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            string[] fields = line.Split(' ');
            switch (fields[0])
            {
                case "=":
                    AddDecomposition(fields);
                    Compositions.Add((Code(fields[2]), Code(fields[3])), Code(fields[1]));
                    Mark(Code(fields[3]), Irregular);
                    break;
                case "<":
                    AddDecomposition(fields);
                    Mark(Code(fields[1]), Irregular);
                    break;
                case "@":
                    AddClass(Code(fields[1]), Code(fields[2]), byte.Parse(fields[3], CultureInfo.InvariantCulture));
                    break;
                case "-":
                    Ignorables.Add((Code(fields[1]), Code(fields[2])));
                    Mark(Code(fields[1]), Code(fields[2]), Irregular);
                    break;
            }
        }

        Mark(FirstVowel, FirstVowel + Vowels - 1, Irregular);
        Mark(BeforeFirstTail + 1, BeforeFirstTail + Tails - 1, Irregular);
    }

    /// <summary>
    /// <see cref="Regular"/>, <see cref="Irregular"/>, or the combining class of a mark that changes nothing where it stands behind no mark
    /// of a higher class.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="index">Where the character begins.</param>
    /// <param name="length">Of the character, in UTF-16 units.</param>
    public static byte KindAt(ReadOnlySpan<char> text, int index, out int length)
    {
        byte kind = Units[text[index]];
        length = 1;
        if (kind != Pair && !char.IsHighSurrogate(text[index]))
        {
            return kind;
        }

        if (index + 1 == text.Length || !char.IsLowSurrogate(text[index + 1]))
        {
            return Regular;
        }

        length = 2;
        return kind == Pair ? Supplementary.GetValueOrDefault(char.ConvertToUtf32(text[index], text[index + 1])) : Regular;
    }

    /// <summary>Of each UTF-16 unit whether it is <see cref="Regular"/> by itself; one that begins a pair that may not be is not.</summary>
    public static ReadOnlySpan<byte> UnitKinds => Units;

    /// <summary>The canonical combining class: 0 of all that is no mark.</summary>
    public static byte ClassOf(int codePoint) => Classes.GetValueOrDefault(codePoint);

    /// <summary>Whether Unicode calls a character default-ignorable: it is not seen, and what it asks for need not be done.</summary>
    public static bool IsIgnorable(int codePoint)
    {
        foreach ((int first, int last) in Ignorables)
        {
            if (codePoint <= last)
            {
                return codePoint >= first;
            }
        }

        return false;
    }

    /// <summary>One step of a character's canonical decomposition; the second part is 0 where it has one part only.</summary>
    public static bool TryDecompose(int codePoint, out int first, out int second)
    {
        int syllable = codePoint - FirstSyllable;
        if (syllable is >= 0 and < Syllables)
        {
            int tail = syllable % Tails;
            first = tail > 0 ? codePoint - tail : FirstLead + syllable / (Vowels * Tails);
            second = tail > 0 ? BeforeFirstTail + tail : FirstVowel + syllable / Tails % Vowels;
            return true;
        }

        bool isFound = Decompositions.TryGetValue(codePoint, out (int First, int Second) parts);
        (first, second) = parts;
        return isFound;
    }

    /// <summary>The character that two others make.</summary>
    public static bool TryCompose(int first, int second, out int composed)
    {
        if (first - FirstLead is >= 0 and < Leads && second - FirstVowel is >= 0 and < Vowels)
        {
            composed = FirstSyllable + ((first - FirstLead) * Vowels + (second - FirstVowel)) * Tails;
            return true;
        }

        int syllable = first - FirstSyllable;
        if (syllable is >= 0 and < Syllables && syllable % Tails == 0 && second - BeforeFirstTail is > 0 and < Tails)
        {
            composed = first + (second - BeforeFirstTail);
            return true;
        }

        return Compositions.TryGetValue((first, second), out composed);
    }

    private static void AddDecomposition(string[] fields) =>
        Decompositions.Add(Code(fields[1]), (Code(fields[2]), fields.Length > 3 ? Code(fields[3]) : 0));

    private static void AddClass(int first, int last, byte combiningClass)
    {
        for (int codePoint = first; codePoint <= last; codePoint++)
        {
            Classes.Add(codePoint, combiningClass);
            Mark(codePoint, combiningClass);
        }
    }

    private static void Mark(int first, int last, byte kind)
    {
        for (int codePoint = first; codePoint <= last; codePoint++)
        {
            Mark(codePoint, kind);
        }
    }

    /// <summary>What is irregular stays so, whatever else is known of it.</summary>
    private static void Mark(int codePoint, byte kind)
    {
        if (codePoint <= char.MaxValue)
        {
            Units[codePoint] = Math.Max(Units[codePoint], kind);
        }
        else
        {
            Units[char.ConvertFromUtf32(codePoint)[0]] = Pair;
            Supplementary[codePoint] = Math.Max(Supplementary.GetValueOrDefault(codePoint), kind);
        }
    }

    private static int Code(string field) => int.Parse(field, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
