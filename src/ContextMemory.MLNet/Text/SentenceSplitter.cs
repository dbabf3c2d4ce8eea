using ContextMemory.MLNet.Text.Sentences;

namespace ContextMemory.MLNet.Text;

/// <summary>
/// Cuts plain text into sentences by rules, without being told its language. A sentence ends at the marks that Unicode calls sentence
/// terminals, in any script, at an empty line, and at an item of a list. What a full stop means (an abbreviation, an initial, a decimal,
/// an ordinal, an address) and who speaks behind a quotation is known for English, German, French, Spanish, Italian, Portuguese, Dutch,
/// Russian, Chinese and Japanese. Text that is written without capitals is cut too. Thai and Lao, which end a sentence with a space, are
/// cut at empty lines and lists only. HTML and Markdown are read as prose.
/// </summary>
public static class SentenceSplitter
{
    /// <summary>The sentences in order. Together they hold all of the text but white space.</summary>
    /// <remarks>A sentence need not have a word: a line of stars is one too.</remarks>
    public static IReadOnlyList<SentenceSpan> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var sentences = new List<SentenceSpan>();
        var scanner = new SentenceScanner(text);
        int start = Characters.SkipWhiteSpace(text, 0);
        while (start < text.Length)
        {
            int end = scanner.FindEnd(start);
            int last = end;
            while (char.IsWhiteSpace(text[last - 1]))
            {
                last--;
            }

            sentences.Add(new SentenceSpan(start, last - start));
            start = Characters.SkipWhiteSpace(text, end);
        }

        return sentences;
    }
}
