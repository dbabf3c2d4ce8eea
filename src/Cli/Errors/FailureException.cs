
namespace ContextMemory.MLNet.Cli.Errors;

/// <summary>Something the user can understand and mend; the message is all that is shown.</summary>
internal sealed class FailureException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>
    /// What the user can understand and mend, a fault of a file among it, in an exception or in what caused it; else null. ML.NET wraps what
    /// the enumeration of a file throws.
    /// </summary>
    public static Exception? Find(Exception? exception)
    {
        while (exception is not (null or FailureException or TextFileException or EntityDataException))
        {
            exception = exception.InnerException;
        }

        return exception;
    }
}
