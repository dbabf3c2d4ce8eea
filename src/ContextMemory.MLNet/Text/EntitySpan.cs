namespace ContextMemory.MLNet;

/// <summary>A part of a text that names something.</summary>
/// <param name="Start">Where it starts, from 0: in a text its first UTF-16 unit, as <see cref="string.Substring(int, int)"/> counts; in a list of tokens its first token.</param>
/// <param name="Length">How many units or tokens it has, 1 at least.</param>
/// <param name="Type">What it names.</param>
public readonly record struct EntitySpan(int Start, int Length, string Type)
{
    /// <summary>The first unit or token behind it.</summary>
    public int End => Start + Length;
}
