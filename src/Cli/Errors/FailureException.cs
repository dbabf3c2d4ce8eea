namespace ContextMemory.MLNet.Cli.Errors;

/// <summary>Something the user can understand and mend; the message is all that is shown.</summary>
internal sealed class FailureException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>The failure in an exception or in what caused it, or null: ML.NET wraps what the enumeration of a file throws.</summary>
    public static FailureException? Find(Exception? exception)
    {
        while (exception is not null and not FailureException)
        {
            exception = exception.InnerException;
        }

        return exception as FailureException;
    }
}
