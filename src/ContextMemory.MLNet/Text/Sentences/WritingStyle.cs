namespace ContextMemory.MLNet.Text.Sentences;

/// <summary>With what letters the sentences of a paragraph begin.</summary>
internal enum WritingStyle
{
    /// <summary>Capitals, or letters of a script that has none.</summary>
    Capitals,

    /// <summary>As many with a small letter as with a capital.</summary>
    Mixed,

    /// <summary>Small letters.</summary>
    Small,
}
