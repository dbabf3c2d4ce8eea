using System.Runtime.CompilerServices;

namespace ContextMemory.MLNet.Tasks.Streaming;

/// <summary>A document in pieces, one of which is there at a time.</summary>
internal static class Pieces
{
    /// <summary>What a reader gives, as soon as it gives it.</summary>
    public static IEnumerable<string> Of(TextReader text)
    {
        var block = new char[TextScorer.Block];
        for (int length; (length = text.Read(block, 0, block.Length)) > 0;)
        {
            yield return new string(block, 0, length);
        }
    }

    /// <exception cref="ArgumentException">A piece is null.</exception>
    public static async IAsyncEnumerable<string> Of(IAsyncEnumerable<string> pieces, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (string? piece in pieces.WithCancellation(cancellation).ConfigureAwait(false))
        {
            yield return piece ?? throw new ArgumentException("A piece is null: expected text, which may be empty.", nameof(pieces));
        }
    }
}
