namespace ContextMemory.MLNet;

/// <summary>Where a sentence stands in its text, without the white space around it.</summary>
/// <param name="Start">Its first character, in UTF-16 units from 0.</param>
/// <param name="Length">Its length in UTF-16 units, above 0.</param>
public readonly record struct SentenceSpan(int Start, int Length)
{
    /// <summary>The first character behind it.</summary>
    public int End => Start + Length;
}
