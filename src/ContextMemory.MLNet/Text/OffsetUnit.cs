namespace ContextMemory.MLNet;

/// <summary>What the starts and lengths of entities count.</summary>
public enum OffsetUnit
{
    /// <summary>UTF-16 units, as <see cref="string"/> does; a character beyond U+FFFF, such as most emoji, is two.</summary>
    Utf16,

    /// <summary>Unicode code points, as strings of Python do; every character is one.</summary>
    CodePoints,
}
