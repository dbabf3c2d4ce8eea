using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Support;

/// <summary>A text in pieces that end anywhere.</summary>
internal static class Cuts
{
    /// <summary>Pieces of random lengths, some empty, none longer than <paramref name="longest"/> UTF-16 units.</summary>
    public static IEnumerable<string> Cut(string text, int longest, ulong seed)
    {
        var random = new RandomStream(seed);
        for (int start = 0; start < text.Length;)
        {
            int length = Math.Min(random.NextInteger(longest + 1), text.Length - start);
            yield return text.Substring(start, length);
            start += length;
        }

        yield return "";
    }

    public static async IAsyncEnumerable<string> Slowly(IEnumerable<string> pieces)
    {
        foreach (string piece in pieces)
        {
            await Task.Yield();
            yield return piece;
        }
    }
}
