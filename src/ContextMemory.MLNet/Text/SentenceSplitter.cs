using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Text.Normalization;
using ContextMemory.MLNet.Text.Sentences;

namespace ContextMemory.MLNet;

/// <summary>
/// Cuts plain text into sentences by rules, without being told its language. A sentence ends at the marks that Unicode calls sentence
/// terminals, in any script, at an empty line, and at an item of a list. What a full stop means (an abbreviation, an initial, a decimal,
/// an ordinal, an address) and who speaks behind a quotation is known for English, German, French, Spanish, Italian, Portuguese, Dutch,
/// Russian, Chinese and Japanese. Text that is written without capitals is cut too. Thai and Lao, which end a sentence with a space, are
/// cut at empty lines and lists only. HTML and Markdown are read as prose.
/// </summary>
public static class SentenceSplitter
{
    /// <summary>
    /// The sentences in order. Together they hold all of the text but white space, and what is not seen beside it, such as zero-width spaces.
    /// Equivalent spellings of a text have the same sentences.
    /// </summary>
    /// <remarks>A sentence need not have a word: a line of stars is one too.</remarks>
    public static IReadOnlyList<SentenceSpan> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var sentences = new List<SentenceSpan>();
        CanonicalText canonical = CanonicalText.Of(text.AsSpan());
        string read = canonical.IsOriginal ? text : canonical.Text.ToString();
        var scanner = new SentenceScanner(read);
        int start = Characters.SkipWhiteSpace(read, 0);
        while (start < read.Length)
        {
            int end = scanner.FindEnd(start);
            int last = end;
            while (char.IsWhiteSpace(read[last - 1]))
            {
                last--;
            }

            TokenSpan place = canonical.InOriginal(start, last - start);
            sentences.Add(new SentenceSpan(place.Start, place.Length));
            start = Characters.SkipWhiteSpace(read, end);
        }

        return sentences;
    }
}
