namespace ContextMemory.MLNet.Training;

/// <summary>What measuring the validation rows takes, in bytes.</summary>
/// <param name="Layers">What the layers keep in each worker.</param>
/// <param name="Results">What is kept of the rows, however many workers there are.</param>
internal readonly record struct ValidationMemory(long Layers, long Results);
