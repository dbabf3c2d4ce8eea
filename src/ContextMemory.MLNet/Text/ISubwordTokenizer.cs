namespace ContextMemory.MLNet.Text;

/// <summary>A tokenizer from outside, with numbers of its own for the pieces of a text.</summary>
internal interface ISubwordTokenizer
{
    /// <summary>Appends the numbers of the pieces of a canonical text, none below zero. Called from many threads at once.</summary>
    void Encode(ReadOnlySpan<char> text, List<int> ids);

    /// <summary>What a person would call each of the pieces that <see cref="Encode"/> numbers.</summary>
    IReadOnlyList<string> Name(string text);

    /// <summary>A number that another tokenizer, or this one with another vocabulary, will not have.</summary>
    uint Fingerprint { get; }

    /// <summary>What a person would call it.</summary>
    string Description { get; }
}
