using System.Runtime.CompilerServices;

namespace Microsoft.ML.Runtime;

/// <summary>
/// The argument checks and exceptions of the stand-ins: the types and the wording that ML.NET uses.
/// </summary>
internal static class Contracts
{
    private const string MarkKey = "Thrown by the stand-ins";

    public static Exception Except(string message, Exception inner = null) => Mark(new InvalidOperationException(message, inner));

    public static Exception ExceptParam(string paramName, string message = null) => Mark(new ArgumentOutOfRangeException(paramName, message));

    public static Exception ExceptDecode(string message, Exception inner = null) => Mark(new FormatException(message, inner));

    public static Exception ExceptSchemaMismatch(string paramName, string role, string column)
        => ExceptParam(paramName, $"Could not find {role} column '{column}'");

    public static Exception ExceptSchemaMismatch(string paramName, string role, string column, string expected, string found)
        => ExceptParam(paramName, $"Schema mismatch for {role} column '{column}': expected {expected}, got {found}");

    public static void Check(bool condition, string message)
    {
        if (!condition)
        {
            throw Except(message);
        }
    }

    public static void CheckParam(bool condition, string paramName, string message = null)
    {
        if (!condition)
        {
            throw ExceptParam(paramName, message);
        }
    }

    public static void CheckDecode(bool condition, string message = "The model file is damaged: a component does not have the form that it declares")
    {
        if (!condition)
        {
            throw ExceptDecode(message);
        }
    }

    public static T CheckValue<T>(T value, [CallerArgumentExpression(nameof(value))] string paramName = null)
        where T : class
        => value ?? throw Mark(new ArgumentNullException(paramName));

    public static string CheckNonEmpty(string value, [CallerArgumentExpression(nameof(value))] string paramName = null)
        => string.IsNullOrEmpty(value) ? throw ExceptParam(paramName, $"{paramName} cannot be null or empty") : value;

    /// <summary>
    /// Exceptions of a component's own making reach the caller of Load differently wrapped from those that the framework makes.
    /// </summary>
    public static bool IsMarked(Exception ex) => ex.Data.Contains(MarkKey);

    public static TException Mark<TException>(TException ex)
        where TException : Exception
    {
        ex.Data[MarkKey] = 1;
        return ex;
    }
}
