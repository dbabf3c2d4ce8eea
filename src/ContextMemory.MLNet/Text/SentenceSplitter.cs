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
    /// <remarks>
    /// A sentence need not have a word: a line of stars is one too. A text of more than 1,048,576 UTF-16 units is cut in blocks of at most so many: how its
    /// writer begins sentences is looked up in the block, a sentence that does not fit into one is cut at a space, and of equivalent spellings the blocks
    /// may differ.
    /// </remarks>
    public static IReadOnlyList<SentenceSpan> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var sentences = new List<SentenceSpan>();
        foreach ((int start, SentenceBlock block) in SentenceBlock.Of(text, TextMarkup.None))
        {
            sentences.AddRange(block.Places.Select(place => place with { Start = start + place.Start }));
        }

        return sentences;
    }
}
