using static System.FormattableString;

namespace FromMicrosoftMLTorchSharp;

/// <summary>Prints the results of one task as a table.</summary>
internal static class ResultTable
{
    public static void Print(string task, string measure, IEnumerable<Result> results)
    {
        Console.WriteLine(Invariant($"{task,-44} {measure,9} {"fit",8} {"scoring",8} {"model",9}"));
        foreach (Result result in results)
        {
            Console.WriteLine(result.NotRun is { } reason ? $"  {result.Trainer}: {reason}" : Row(result));
        }

        Console.WriteLine();
    }

    private static string Row(Result result) =>
        Invariant($"  {result.Trainer,-42} {result.Score,9:F3} {result.Fit.TotalSeconds,6:F1} s ") +
        Invariant($"{result.Scoring.TotalSeconds,6:F1} s {result.ModelBytes / 1e6,6:F1} MB");
}
