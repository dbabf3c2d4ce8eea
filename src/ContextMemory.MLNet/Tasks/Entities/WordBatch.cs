using System.Runtime.InteropServices;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tasks.Entities;

/// <summary>The words of some tokens, character by character, each once however often it occurs in a text.</summary>
internal sealed class WordBatch
{
    private readonly Dictionary<int[], int> _numbers = new(ReferenceEqualityComparer.Instance);
    private readonly List<int> _wordOfRow = [];

    /// <summary>Each word as a document of its characters.</summary>
    public DocumentBatch Words { get; } = new();

    /// <summary>Which word each token is.</summary>
    public ReadOnlySpan<int> WordOfRow => CollectionsMarshal.AsSpan(_wordOfRow);

    public void Start()
    {
        Words.Start(WordTokenizer.MaximumTokenLength);
        _numbers.Clear();
        _wordOfRow.Clear();
    }

    /// <param name="characters">Of the next token; those of equal tokens of a text are one array.</param>
    public void Add(int[] characters)
    {
        if (_numbers.TryAdd(characters, Words.Count))
        {
            Words.Add(characters);
        }

        _wordOfRow.Add(_numbers[characters]);
    }
}
