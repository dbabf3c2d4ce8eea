using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet;

/// <summary>
/// Cuts text into words, numbers and marks, as models do that are given no tokenizer. Scripts that put no spaces between words (Chinese, Japanese, Thai,
/// Lao, Khmer, Burmese) give a token a character. A run of letters of more than 64 UTF-16 units is cut.
/// </summary>
public static class WordSplitter
{
    /// <summary>The tokens in order, none of them white space. Equivalent spellings of a text have the same tokens.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Each token in canonical form, see <see cref="CanonicalComparer"/>.</returns>
    public static IReadOnlyList<string> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var found = new List<string>();
        var tokens = new WordTokenizer(text);
        while (tokens.MoveNext())
        {
            found.Add(tokens.Token.ToString());
        }

        return found;
    }
}
