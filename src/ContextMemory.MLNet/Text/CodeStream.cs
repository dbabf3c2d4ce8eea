namespace ContextMemory.MLNet.Text;

/// <summary>
/// The codes of a text that comes in pieces: those that <see cref="TokenCoder.Encode(ReadOnlySpan{char})"/> gives for the whole text, wherever
/// the pieces end. Only the end of what came is held, as long as what comes can change how it is read.
/// </summary>
internal abstract class CodeStream
{
    /// <summary>Appends the codes of all tokens that are known for sure with this piece.</summary>
    public abstract void Add(ReadOnlySpan<char> piece, List<int> codes);

    /// <summary>Appends the codes of what is left; those of a text are one at least.</summary>
    public abstract void End(List<int> codes);
}
