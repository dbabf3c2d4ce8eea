namespace ContextMemory.MLNet.Cli.Errors;

/// <summary>What the user is told of an exception.</summary>
internal static class FaultMessage
{
    public static string Of(Exception exception)
    {
        if (FailureException.Find(exception) is { } failure)
        {
            return failure.Message;
        }

        Exception[] causes = [.. Causes(exception)];
        if (causes.OfType<OutOfMemoryException>().Any())
        {
            return "There is not enough memory. Close other programs, or give smaller data; 'cmem train' takes less with --max-memory.";
        }

        // What data, files and devices cause; ML.NET wraps it. The outermost of them says what was to be done.
        return causes.FirstOrDefault(cause => cause is IOException or UnauthorizedAccessException or InvalidDataException or EntityDataException) is { } cause
            ? cause.Message
            : $"This should not have happened: {exception.Message} Run it again with --verbose for the details.";
    }

    private static IEnumerable<Exception> Causes(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            yield return exception;
        }
    }
}
