namespace ContextMemory.MLNet.Text.WordVectors;

/// <summary>Which row of an embedding table a word has.</summary>
internal interface IWordRows
{
    /// <summary>Words that have a row of their own.</summary>
    int Count { get; }

    /// <summary>A few of them, for messages; none where they are known by hashes alone.</summary>
    IEnumerable<string> Examples { get; }

    /// <summary>The row of a word of a file, as it stands there or in the form in which words are looked up.</summary>
    bool TryFind(ReadOnlySpan<char> word, out int row, out bool isExact);
}
