namespace ContextMemory.MLNet.Text.WordVectors;

/// <summary>The rows of a vocabulary's words.</summary>
internal sealed class VocabularyRows(Vocabulary vocabulary) : IWordRows
{
    public int Count => vocabulary.Words.Count;

    public IEnumerable<string> Examples => vocabulary.Words.Take(3);

    public bool TryFind(ReadOnlySpan<char> word, out int row, out bool isExact)
    {
        isExact = vocabulary.TryFind(word, out row);
        return isExact || (vocabulary.LowerCase && vocabulary.TryFind(Lower(word, stackalloc char[word.Length]), out row));
    }

    private static ReadOnlySpan<char> Lower(ReadOnlySpan<char> word, Span<char> buffer) => Vocabulary.Fold(word, lowerCase: true, buffer);
}
