namespace ContextMemory.MLNet.Text;

/// <summary>Where a token lies in its text, in UTF-16 units.</summary>
/// <param name="Start">Its first unit, from 0.</param>
/// <param name="Length">How many units it has.</param>
internal readonly record struct TokenSpan(int Start, int Length)
{
    /// <summary>The first unit behind it.</summary>
    public int End => Start + Length;
}
