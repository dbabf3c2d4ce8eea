using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Cli.Checks;

/// <summary>Reads the rows of a file for one task and says what is wrong with each.</summary>
internal abstract class RowCheck
{
    public abstract IEnumerable<CheckedRow> Read(string path);

    /// <summary>What rows the file holds, by the end of its name; of JSON lines, by what the first has.</summary>
    public static RowCheck Of(string path)
    {
        switch (Path.GetExtension(GzipName.Without(path)).ToLowerInvariant())
        {
            case ".tsv" or ".csv":
                return new ClassificationCheck();
            case ".jsonl" or ".ndjson":
                string first = CheckedFile.Lines(path).Select(line => line.Text).FirstOrDefault("");
                return first.Contains("\"entities\"", StringComparison.Ordinal) || first.Contains("\"spans\"", StringComparison.Ordinal)
                    ? new AnnotationCheck()
                    : first.Contains("\"label\"", StringComparison.Ordinal)
                        ? new ClassificationCheck()
                        : first.Contains("\"sentences\"", StringComparison.Ordinal) || first.Contains("\"summary\"", StringComparison.Ordinal)
                            ? new SummaryCheck()
                            : first.Contains("\"labels\"", StringComparison.Ordinal)
                                ? new LabelsCheck()
                                : throw new FailureException(
                                    $"{path}:1: there is neither \"label\" (to classify) nor \"labels\" (any number of them) nor \"entities\" (to tag) " +
                                    "nor \"summary\" (to summarize) in the line.");
            default:
                return new TagCheck();
        }
    }

    protected static int CountTokens(string text)
    {
        var tokens = new MLNet.Text.WordTokenizer(text);
        int count = 0;
        while (tokens.MoveNext())
        {
            count++;
        }

        return count;
    }

    protected static IEnumerable<Remark> EmptyText(long line, string column, string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            yield return new Remark(line, column, "the text is empty", IsFault: false);
        }
    }
}
