namespace ContextMemory.MLNet;

/// <summary>What a classifier of two classes says of a text.</summary>
/// <param name="PredictedLabel">Whether true is more probable than false.</param>
/// <param name="Score">The log odds of true.</param>
/// <param name="Probability">The probability of true, 0 to 1.</param>
public sealed record BinaryPrediction(bool PredictedLabel, float Score, float Probability);
