namespace ContextMemory.MLNet;

/// <summary>What a classifier with any number of labels says of a text.</summary>
/// <param name="Labels">The labels whose probability reaches their threshold, the most probable first.</param>
/// <param name="Probabilities">Those of all labels, in the order of <see cref="ContextMemoryMultiLabelTransformer.Labels"/>, each 0 to 1; they do not sum to 1.</param>
public sealed record MultiLabelPrediction(IReadOnlyList<string> Labels, IReadOnlyList<float> Probabilities);
