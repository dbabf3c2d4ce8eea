namespace ContextMemory.MLNet.Tasks.Classification;

/// <param name="Text">What is classified. Valid until the next row is read.</param>
/// <param name="Label">The class, from 0; below 0 where it is missing.</param>
/// <param name="Weight">How much the row counts; a row of 0 is not learned from.</param>
internal readonly record struct LabeledText(ReadOnlyMemory<char> Text, int Label, float Weight = 1);
