using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Text.WordVectors;

namespace ContextMemory.MLNet.Tasks.Entities;

/// <summary>The rows of an entity extractor's words, which it knows in lower case with every digit a 0.</summary>
internal sealed class FeatureRows(FeatureIndex words) : IWordRows
{
    public int Count => words.Features.Count;

    public IEnumerable<string> Examples => [];

    public bool TryFind(ReadOnlySpan<char> word, out int row, out bool isExact)
    {
        Span<char> folded = stackalloc char[word.Length];
        WordForm.Fold(word, folded);
        row = words[TextHash.Of(folded)];
        isExact = word.SequenceEqual(folded);
        return row != FeatureIndex.UnknownRow;
    }
}
