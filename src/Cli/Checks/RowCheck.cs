using System.Text.Json;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;

namespace ContextMemory.MLNet.Cli.Checks;

/// <summary>Reads the rows of a file for one task and says what is wrong with each.</summary>
internal abstract class RowCheck
{
    public abstract IEnumerable<CheckedRow> Read(string path);

    /// <summary>The check of a task; null takes the one that the end of the file's name tells, and of JSON lines what the first has.</summary>
    /// <exception cref="FailureException">The first line does not tell.</exception>
    public static RowCheck Of(string path, CheckedTask? task) => (task ?? Find(path)) switch
    {
        CheckedTask.Classify => new ClassificationCheck(),
        CheckedTask.Labels => new LabelsCheck(),
        CheckedTask.Summarize => new SummaryCheck(),
        _ => RowFormat.IsJsonl(path) ? new AnnotationCheck() : new TagCheck(),
    };

    private static CheckedTask Find(string path) => RowFormat.Extension(path) switch
    {
        ".tsv" or ".csv" => CheckedTask.Classify,
        _ => RowFormat.IsJsonl(path) ? FindInFirstLine(path) : CheckedTask.Tag,
    };

    private static CheckedTask FindInFirstLine(string path)
    {
        Dictionary<string, JsonElement> first = MembersOf(CheckedFile.Lines(path).Select(line => line.Text).FirstOrDefault(""));
        if (first.ContainsKey("entities") || first.ContainsKey("spans") || first.GetValueOrDefault("label").ValueKind == JsonValueKind.Array)
        {
            return CheckedTask.Tag;
        }

        if (first.ContainsKey("label"))
        {
            return CheckedTask.Classify;
        }

        bool hasLabels = first.TryGetValue("labels", out JsonElement labels);
        bool areNumbers = labels.ValueKind == JsonValueKind.Array && labels.EnumerateArray().Any(label => label.ValueKind == JsonValueKind.Number);
        if (areNumbers || first.ContainsKey("sentences") || first.ContainsKey("summary") || first.ContainsKey("summaries"))
        {
            return CheckedTask.Summarize;
        }

        return hasLabels
            ? CheckedTask.Labels
            : throw new FailureException(
                $"{path}:1: there is neither \"label\" (to classify) nor \"labels\" (any number of them) nor \"entities\" (to tag) " +
                "nor \"summary\" (to summarize) in the line: say what the rows are for with --task.");
    }

    private static Dictionary<string, JsonElement> MembersOf(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            JsonElement row = document.RootElement.Clone();
            return row.ValueKind == JsonValueKind.Object
                ? row.EnumerateObject().DistinctBy(member => member.Name).ToDictionary(member => member.Name, member => member.Value)
                : [];
        }
        catch (JsonException)
        {
            return [];
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
