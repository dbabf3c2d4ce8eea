using System.Collections;

namespace ContextMemory.MLNet.Corpus;

/// <summary>Some of many documents, read when asked for.</summary>
/// <param name="documents">All of them.</param>
/// <param name="rows">The numbers of those that are meant.</param>
internal sealed class DocumentSelection(IReadOnlyList<int[]> documents, int[] rows) : IReadOnlyList<int[]>
{
    public int Count => rows.Length;

    public int[] this[int index] => documents[rows[index]];

    public IEnumerator<int[]> GetEnumerator() => rows.Select(row => documents[row]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
