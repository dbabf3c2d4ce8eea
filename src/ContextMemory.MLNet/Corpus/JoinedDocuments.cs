using System.Collections;

namespace ContextMemory.MLNet.Corpus;

/// <summary>Documents and, behind them, others; read when asked for.</summary>
internal sealed class JoinedDocuments(IReadOnlyList<int[]> first, IReadOnlyList<int[]> second) : IReadOnlyList<int[]>
{
    public int Count => first.Count + second.Count;

    public int[] this[int index] => index < first.Count ? first[index] : second[index - first.Count];

    public IEnumerator<int[]> GetEnumerator() => first.Concat(second).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
