namespace ContextMemory.MLNet;

/// <summary>What a multiclass classifier says of a text.</summary>
/// <param name="Class">The number of the most probable class, from 0.</param>
/// <param name="Label">Its name; null where the label column did not name the classes.</param>
/// <param name="Probability">Its probability, 0 to 1.</param>
/// <param name="Probabilities">Those of all classes, as the column Score has them: in the order of <see cref="ContextMemoryMulticlassTransformer.Labels"/>. They sum to 1.</param>
public sealed record MulticlassPrediction(int Class, string? Label, float Probability, IReadOnlyList<float> Probabilities);
