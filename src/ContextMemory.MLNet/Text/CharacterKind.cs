namespace ContextMemory.MLNet.Text;

/// <summary>What a character is to the words around it.</summary>
internal enum CharacterKind
{
    /// <summary>Parts words and belongs to none: a space.</summary>
    Separator,

    /// <summary>A letter or digit that makes a word with those beside it.</summary>
    Word,

    /// <summary>A letter of a script without spaces between words.</summary>
    Alone,

    /// <summary>An accent, a vowel sign: part of what is before it.</summary>
    Mark,

    /// <summary>Punctuation and other signs.</summary>
    Symbol,
}
