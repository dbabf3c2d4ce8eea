namespace ContextMemory.MLNet.Text;

/// <summary>A token as a person reads it.</summary>
/// <param name="Text">As it stands in the text, or as a tokenizer from outside calls its piece.</param>
/// <param name="Start">Its first UTF-16 unit in the text; null where only the tokenizer knows.</param>
internal readonly record struct LocatedToken(ReadOnlyMemory<char> Text, int? Start);
