namespace ContextMemory.MLNet.Tasks.Classification;

/// <param name="Text">What is classified. Valid until the next row is read.</param>
/// <param name="Labels">Its class, or its set of labels.</param>
/// <param name="Weight">How much the row counts; a row of 0 is not learned from.</param>
internal readonly record struct LabeledText(ReadOnlyMemory<char> Text, RowLabels Labels, float Weight = 1);
