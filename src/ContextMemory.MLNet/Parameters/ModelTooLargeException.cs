namespace ContextMemory.MLNet.Parameters;

/// <summary>The options ask for more values than a saved model can hold.</summary>
internal sealed class ModelTooLargeException(string message) : InvalidOperationException(message);
