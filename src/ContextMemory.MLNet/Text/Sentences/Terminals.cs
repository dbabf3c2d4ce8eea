using System.Buffers;

namespace ContextMemory.MLNet.Text.Sentences;

/// <summary>
/// The marks that end sentences: Unicode 17's property Sentence_Terminal, with the ellipses, the Greek question mark, and the pair of
/// Ethiopic word spaces that is typed in place of the full stop. Those of European scripts mean other things too and need a look around;
/// the others end a sentence wherever they stand, but between digits.
/// </summary>
internal static class Terminals
{
    private const string FullWidth = "。！？｡．﹒﹖﹗︒︕︖";

    // In need of a space behind them.
    private const string Spaced = ".!?…‥․‼‽⁇⁈⁉;\u037E";

    private const string Other =
        "\u0589\u061D\u061E\u061F\u06D4\u0700\u0701\u0702\u07F9\u0837\u0839\u083D\u083E\u0964\u0965\u104A\u104B\u1362\u1367\u1368\u166E" +
        "\u1735\u1736\u17D4\u17D5\u1803\u1809\u1944\u1945\u1AA8\u1AA9\u1AAA\u1AAB\u1B4E\u1B4F\u1B5A\u1B5B\u1B5E\u1B5F\u1B7D\u1B7E\u1B7F" +
        "\u1C3B\u1C3C\u1C7E\u1C7F\u2CF9\u2CFA\u2CFB\u2E2E\u2E3C\u2E53\u2E54\uA4FF\uA60E\uA60F\uA6F3\uA6F7\uA876\uA877\uA8CE\uA8CF" +
        "\uA92F\uA9C8\uA9C9\uAA5D\uAA5E\uAA5F\uAAF0\uAAF1\uABEB";

    private const char EthiopicWordSpace = '\u1361';

    private static readonly SearchValues<char> FullWidthMarks = SearchValues.Create(FullWidth);
    private static readonly SearchValues<char> SpacedMarks = SearchValues.Create(Spaced);
    private static readonly SearchValues<char> OtherMarks = SearchValues.Create(Other);

    // Beyond the 16-bit characters, first and last of each run.
    private static readonly (int First, int Last)[] Supplementary =
    [
        (0x10A56, 0x10A57), (0x10F55, 0x10F59), (0x10F86, 0x10F89), (0x11047, 0x11048), (0x110BE, 0x110C1), (0x11141, 0x11143),
        (0x111C5, 0x111C6), (0x111CD, 0x111CD), (0x111DE, 0x111DF), (0x11238, 0x11239), (0x1123B, 0x1123C), (0x112A9, 0x112A9),
        (0x113D4, 0x113D5), (0x1144B, 0x1144C), (0x115C2, 0x115C3), (0x115C9, 0x115D7), (0x11641, 0x11642), (0x1173C, 0x1173E),
        (0x11944, 0x11944), (0x11946, 0x11946), (0x11A42, 0x11A43), (0x11A9B, 0x11A9C), (0x11C41, 0x11C42), (0x11EF7, 0x11EF8),
        (0x11F43, 0x11F44), (0x16A6E, 0x16A6F), (0x16AF5, 0x16AF5), (0x16B37, 0x16B38), (0x16B44, 0x16B44), (0x16D6E, 0x16D6F),
        (0x16E98, 0x16E98), (0x1BC9F, 0x1BC9F), (0x1DA88, 0x1DA88),
    ];

    public static bool IsFullWidth(char c) => FullWidthMarks.Contains(c);

    /// <summary>A mark that may stand for something else: the full stop, the exclamation mark and their like.</summary>
    public static bool IsSpaced(string text, int i) =>
        SpacedMarks.Contains(text[i]) && (text[i] != ';' || (i > 0 && IsGreek(text[i - 1])));

    /// <summary>The length in UTF-16 units of the mark here, 0 where there is none.</summary>
    public static int Length(string text, int i) => text[i] switch
    {
        < '\u0080' => IsSpaced(text, i) ? 1 : 0,
        EthiopicWordSpace => i + 1 < text.Length && text[i + 1] == EthiopicWordSpace ? 2 : 0,
        >= '\uD800' and <= '\uDBFF' => IsSupplementary(text, i) ? 2 : 0,
        char c => SpacedMarks.Contains(c) || FullWidthMarks.Contains(c) || OtherMarks.Contains(c) ? 1 : 0,
    };

    /// <summary>Passes over all marks that follow one another.</summary>
    public static int Skip(string text, int i)
    {
        while (i < text.Length && Length(text, i) is > 0 and int length)
        {
            i += length;
        }

        return i;
    }

    /// <summary>Whether the marks are an ellipsis: dots, more than one.</summary>
    public static bool AreEllipsis(ReadOnlySpan<char> marks) =>
        marks.ContainsAny('…', '‥') || (marks.Length > 1 && !marks.ContainsAnyExcept('.'));

    private static bool IsGreek(char c) => c is >= '\u0370' and <= '\u03FF' or >= '\u1F00' and <= '\u1FFF';

    private static bool IsSupplementary(string text, int i)
    {
        if (i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))
        {
            return false;
        }

        int codePoint = char.ConvertToUtf32(text[i], text[i + 1]);
        foreach ((int first, int last) in Supplementary)
        {
            if (codePoint <= last)
            {
                return codePoint >= first;
            }
        }

        return false;
    }
}
