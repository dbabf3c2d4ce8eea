using System.Text;
using ContextMemory.MLNet.Text.Normalization;

namespace ContextMemory.MLNet.Tests.Support;

/// <summary>Other spellings of a text that Unicode calls equivalent. <see cref="string.Normalize()"/> does nothing in these tests.</summary>
internal static class TextForms
{
    /// <summary>Every accented letter as a letter and its accents, every Hangul syllable as its parts (normalization form D).</summary>
    public static string Decompose(string text)
    {
        var decomposed = new StringBuilder();
        var marks = new List<int>();
        foreach (int codePoint in text.EnumerateRunes().SelectMany(rune => PartsOf(rune.Value)))
        {
            if (UnicodeData.ClassOf(codePoint) == 0)
            {
                Flush();
                decomposed.Append(char.ConvertFromUtf32(codePoint));
            }
            else
            {
                marks.Add(codePoint);
            }
        }

        Flush();
        return decomposed.ToString();

        void Flush()
        {
            // OrderBy keeps the order of equal ones.
            decomposed.AppendJoin("", marks.OrderBy(UnicodeData.ClassOf).Select(char.ConvertFromUtf32));
            marks.Clear();
        }
    }

    /// <summary>A default-ignorable character behind each character of a word, in turn.</summary>
    public static string Strew(string text)
    {
        const string Ignorable = "\u200b\u00ad\u200d\ufeff\u2060\ufe0f\u200c\u200e";
        var strewn = new StringBuilder();
        int next = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            strewn.Append(rune.ToString()).Append(rune.Value > ' ' ? Ignorable[next++ % Ignorable.Length].ToString() : "");
        }

        return strewn.ToString();
    }

    private static IEnumerable<int> PartsOf(int codePoint) => !UnicodeData.TryDecompose(codePoint, out int first, out int second)
        ? [codePoint]
        : second == 0 ? PartsOf(first) : PartsOf(first).Concat(PartsOf(second));
}
