using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tasks.Tracing.Collecting;

/// <summary>What the tokens of the traced text are.</summary>
internal sealed class TokenTexts(IReadOnlyList<LocatedToken> tokens)
{
    public int Count => tokens.Count;

    public string this[int token] => tokens[token].Text.ToString();

    public TokenWeight Weigh(int token, double weight) => new(token, this[token], weight);

    /// <summary>The first tokens.</summary>
    public TracedToken[] First(int count, int segmentLength) =>
        [.. tokens.Take(count).Select((token, i) => new TracedToken(token.Text.ToString(), token.Start, i / segmentLength))];
}
