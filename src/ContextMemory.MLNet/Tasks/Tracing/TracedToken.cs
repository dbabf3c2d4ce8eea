namespace ContextMemory.MLNet;

/// <summary>A token of a traced text.</summary>
/// <param name="Text">As it stands in the text; with a tokenizer from Microsoft.ML.Tokenizers what that calls its piece, or # and its number.</param>
/// <param name="Start">Its first UTF-16 unit in the text, from 0; null with such a tokenizer.</param>
/// <param name="Segment">The segment that it is read in, from 0.</param>
public readonly record struct TracedToken(string Text, int? Start, int Segment);
