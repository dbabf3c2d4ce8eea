namespace ContextMemory.MLNet.Text;

/// <summary>Learns from the training text which tokens get a row of their own.</summary>
internal abstract class TokenCoderBuilder
{
    /// <summary>Bounds what is kept of the text while it is read. Called before any is.</summary>
    /// <param name="memoryMB">The memory that the process may take, in MiB; 0 sets no bound.</param>
    public virtual void Bound(int memoryMB)
    {
    }

    public abstract void Add(ReadOnlySpan<char> text);

    public abstract TokenCoder Build();
}
