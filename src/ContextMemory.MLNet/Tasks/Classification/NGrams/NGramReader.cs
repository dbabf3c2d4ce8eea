using System.Numerics;

namespace ContextMemory.MLNet.Tasks.Classification.NGrams;

/// <summary>The runs of one to n neighbouring tokens of a document, each as a number that another run will not have.</summary>
internal static class NGramReader
{
    private const ulong Basis = 0xcbf29ce484222325;
    private const ulong Factor = 0x9e3779b97f4a7c15;

    /// <summary>Puts the n-grams of a document into <paramref name="ngrams"/>, as often as they occur.</summary>
    /// <param name="codes">The document. An unknown word is what all its codes are, a known one what its first code is.</param>
    /// <param name="firstUnknown">Codes from here on are of unknown words.</param>
    /// <param name="longest">Tokens of the longest n-grams.</param>
    /// <param name="ngrams">Emptied first.</param>
    public static void Read(ReadOnlySpan<int> codes, int firstUnknown, int longest, List<ulong> ngrams)
    {
        ngrams.Clear();
        int tokens = 0;
        ReadOn(codes, firstUnknown, stackalloc ulong[longest], ref tokens, ngrams);
    }

    /// <summary>Adds the n-grams that end in the next part of a document, which is cut between tokens.</summary>
    /// <param name="codes">The part.</param>
    /// <param name="firstUnknown">Codes from here on are of unknown words.</param>
    /// <param name="endingHere">
    /// What an n-gram of each length becomes with the next token, as many as the longest has tokens; the numbers differ by the order of the tokens.
    /// </param>
    /// <param name="tokens">How many tokens have been read, of those that make the longest.</param>
    /// <param name="ngrams">Added to.</param>
    public static void ReadOn(ReadOnlySpan<int> codes, int firstUnknown, Span<ulong> endingHere, ref int tokens, List<ulong> ngrams)
    {
        int longest = endingHere.Length;
        for (int i = 0; i < codes.Length; tokens = Math.Min(longest, tokens + 1))
        {
            bool isUnknown = codes[i] >= firstUnknown;
            ulong token = Mix(Basis, (ulong)codes[i++]);
            for (; i < codes.Length && codes[i] < 0; i++)
            {
                token = isUnknown ? Mix(token, (ulong)codes[i]) : token;
            }

            for (int length = Math.Min(longest, tokens + 1); length > 1; length--)
            {
                endingHere[length - 1] = Mix(endingHere[length - 2], token);
            }

            endingHere[0] = token;
            for (int length = 0; length < Math.Min(longest, tokens + 1); length++)
            {
                ngrams.Add(endingHere[length]);
            }
        }
    }

    private static ulong Mix(ulong state, ulong value)
    {
        // Turned, since otherwise the two could change places.
        ulong mixed = (BitOperations.RotateLeft(state, 23) ^ value) * Factor;
        mixed ^= mixed >> 32;
        return mixed * Factor;
    }
}
