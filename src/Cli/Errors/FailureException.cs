namespace ContextMemory.MLNet.Cli.Errors;

/// <summary>Something the user can understand and mend; the message is all that is shown.</summary>
internal sealed class FailureException(string message, Exception? cause = null) : Exception(message, cause);
