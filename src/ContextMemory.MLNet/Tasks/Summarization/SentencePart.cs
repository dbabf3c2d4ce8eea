using System.Collections;

namespace ContextMemory.MLNet.Tasks.Summarization;

/// <summary>Some of a text's sentences.</summary>
/// <param name="text">All sentences.</param>
/// <param name="numbers">The numbers of those that belong here.</param>
internal sealed class SentencePart(IReadOnlyList<string> text, ReadOnlyMemory<int> numbers) : IReadOnlyList<string>
{
    public int Count => numbers.Length;

    public string this[int index] => text[numbers.Span[index]];

    public IEnumerator<string> GetEnumerator()
    {
        for (int i = 0; i < numbers.Length; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
