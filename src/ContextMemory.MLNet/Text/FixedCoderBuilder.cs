namespace ContextMemory.MLNet.Text;

/// <summary>Gives a coder that is there already, whatever the text.</summary>
internal sealed class FixedCoderBuilder(TokenCoder coder) : TokenCoderBuilder
{
    public override void Add(ReadOnlySpan<char> text)
    {
    }

    public override TokenCoder Build() => coder;
}
