namespace ContextMemory.MLNet.Parameters;

/// <summary>The options ask for more values than one buffer can hold.</summary>
internal sealed class ModelTooLargeException(string message) : InvalidOperationException(message);
