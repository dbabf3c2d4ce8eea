using ContextMemory.MLNet;

namespace Transforms.Tests.Retrieval;

/// <summary>Finds the texts that mean most nearly the same.</summary>
public sealed class NearestTexts(ContextMemoryEncodeTransformer encoder, int capacity) : IDisposable
{
    private readonly VectorMemory _memory = new(encoder.OutputSize, capacity);

    public void Add(string text) => _memory.Add(text, encoder.Encode([text])[0]);

    public IEnumerable<string> Find(string text, int count) =>
        _memory.Search(encoder.Encode([text])[0], count).Select(match => match.Id);

    public void Save(string path) => _memory.Save(path);

    public void Dispose() => _memory.Dispose();
}
