using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tests;

/// <summary>One piece a character.</summary>
internal sealed class CharacterTokenizer : ISubwordTokenizer
{
    public uint Fingerprint => 1;

    public string Description => "one piece a character";

    public void Encode(ReadOnlySpan<char> text, List<int> ids)
    {
        foreach (char c in text)
        {
            ids.Add(c);
        }
    }

    public IReadOnlyList<string> Name(string text) => [.. text.Select(c => c.ToString())];
}
