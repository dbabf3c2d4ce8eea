namespace ContextMemory.MLNet.Cli.Data;

/// <summary>Text that rows are read from: a stream, a file, or the share of a file that a task of several has.</summary>
/// <param name="stream">The text. Of a share it begins with the line end before the first row, so that no row is taken for a file's first.</param>
/// <param name="name">What messages call it.</param>
/// <param name="countLinesBefore">Counts the lines before the share, for messages; null where the text begins with the file.</param>
internal sealed class TextSource(Stream stream, string name, Func<long>? countLinesBefore = null) : IDisposable
{
    private long? _linesBefore;

    public Stream Stream => stream;

    public string Name => name;

    /// <summary>Whether the text goes on where another task has read, after an empty line that is no row.</summary>
    public bool GoesOn => countLinesBefore is not null;

    /// <summary>The number of a line in its file, from the one within this text.</summary>
    // What is before is counted for the first message only: as a rule there is none.
    public long LineInFile(long line) => countLinesBefore is null ? line : line - 1 + (_linesBefore ??= countLinesBefore());

    public void Dispose() => stream.Dispose();
}
