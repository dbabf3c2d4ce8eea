namespace ContextMemory.MLNet;

/// <summary>A vector that <see cref="VectorMemory.Search"/> has found.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Similarity">The cosine of the angle between it and the vector that was looked for, -1 to 1; 0 where one of them is zero.</param>
public readonly record struct VectorMatch(string Id, float Similarity);
