namespace ContextMemory.MLNet.Text;

/// <summary>Learns from the training text which tokens get a row of their own.</summary>
internal abstract class TokenCoderBuilder
{
    public abstract void Add(ReadOnlySpan<char> text);

    public abstract TokenCoder Build();
}
