using System.Globalization;
using System.Text.Json;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Cli.Tasks.Entities;
using ContextMemory.MLNet.Text.Files;

namespace ContextMemory.MLNet.Cli.Checks;

/// <summary>Reads the rows of a file for one task and says what is wrong with each.</summary>
internal abstract class RowCheck
{
    /// <summary>The column or member of the labels in messages.</summary>
    protected virtual string LabelColumn => "label";

    /// <summary>What a label is counted in, in the singular.</summary>
    protected virtual string LabelUnit => "row";

    /// <summary>What a task has to say of its rows together, as warnings, when they have been read.</summary>
    protected virtual IEnumerable<Remark> Warnings => [];

    public abstract IEnumerable<CheckedRow> Read(string path);

    /// <summary>What is to be said of all rows together, when they have been read.</summary>
    public IEnumerable<Remark> Conclude(CheckReport report)
    {
        // Rows that cannot be read may be what is missing: they are to be mended first.
        string? fault = report.Faults > 0 ? null
            : report.Rows == 0 ? "there are no rows: there is nothing to learn from"
            : FindFault(report);
        if (fault is not null)
        {
            yield return new Remark(0, "rows", fault, IsFault: true);
        }

        foreach (Remark remark in Warnings.Concat(LabelRemarks.Of(report.Labels, LabelColumn, LabelUnit)))
        {
            yield return remark;
        }
    }

    /// <summary>Why nothing can be learned from the rows, of which there are some; null where something can. Training refuses the same.</summary>
    protected abstract string? FindFault(CheckReport report);

    /// <summary>A row a line; a line that cannot be read is a fault of the file, and so is every further one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="check">The row of a line with its number, and how to say what is wrong with it; null where the line is no row.</param>
    protected static IEnumerable<CheckedRow> ReadLines(string path, Func<long, string, CheckedRow?> check)
    {
        foreach ((long number, string line) in CheckedFile.Lines(path))
        {
            CheckedRow? row;
            try
            {
                row = check(number, line);
            }
            catch (FailureException fault)
            {
                row = CheckedRow.Unreadable(number, line, fault.Message);
            }

            if (row is not null)
            {
                yield return row;
            }
        }
    }

    /// <summary>The check of a task; null takes the one that the end of the file's name tells, and of JSON lines what the first has.</summary>
    /// <param name="path">The file.</param>
    /// <param name="task">The task.</param>
    /// <param name="reading">How rows are read.</param>
    /// <param name="offsets">What the offsets of entities count, where there are any; null if it was not said.</param>
    /// <exception cref="FailureException">The first line does not tell, or the rows have no offsets, though it was said what these count.</exception>
    public static RowCheck Of(string path, CheckedTask? task, ReadingOptions reading, OffsetUnit? offsets)
    {
        RowCheck check = Of(path, task ?? Find(path, reading), reading, offsets ?? OffsetUnit.Utf16);
        return check is AnnotationCheck || offsets is null
            ? check
            : throw new FailureException($"The rows of '{path}' have no offsets: leave --offsets out, or give a .jsonl file of entities.");
    }

    private static RowCheck Of(string path, CheckedTask task, ReadingOptions reading, OffsetUnit offsets) => task switch
    {
        CheckedTask.Classify => new ClassificationCheck(reading),
        CheckedTask.Labels => new LabelsCheck(reading),
        CheckedTask.Summarize => new SummaryCheck(reading),
        _ => EntityDataFile.ReadingOf(path, reading) is var entities && RowFormat.HasObjects(path)
            ? new AnnotationCheck(entities, offsets)
            : new TagCheck(entities),
    };

    private static CheckedTask Find(string path, ReadingOptions reading) => RowFormat.Extension(path) switch
    {
        ".tsv" or ".csv" => CheckedTask.Classify,
        _ => RowFormat.HasObjects(path) ? FindInFirstLine(path, reading)
            : reading.IsTable && !reading.CanBeOfTags ? CheckedTask.Classify
            : CheckedTask.Tag,
    };

    private static CheckedTask FindInFirstLine(string path, ReadingOptions reading)
    {
        (long number, string line) = CheckedFile.Lines(path).FirstOrDefault(line => !JsonLine.IsBlank(line.Text));
        if (line is null)
        {
            throw new FailureException($"'{path}' has no rows: there is nothing to learn from.");
        }

        Dictionary<string, JsonElement> first = MembersOf(line)
            ?? throw new FailureException($"{path}:{number}: the line is not a JSON object: mend it, or say what the rows are for with --task.");
        if (reading.LabelColumn is { } named && first.TryGetValue(named, out JsonElement label))
        {
            return TaskOf(label);
        }

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
        if (first.ContainsKey("sentences") || first.ContainsKey("summary") || first.ContainsKey("summaries"))
        {
            return CheckedTask.Summarize;
        }

        if (areNumbers)
        {
            throw new FailureException(
                $"{path}:{number}: the numbers of \"labels\" may be labels of the text or tell which of its sentences are a summary: " +
                "say what the rows are for with --task labels or --task summarize.");
        }

        return hasLabels
            ? CheckedTask.Labels
            : throw new FailureException(
                $"{path}:{number}: there is neither \"label\" (to classify) nor \"labels\" (any number of them) nor \"entities\" (to tag) " +
                "nor \"summary\" (to summarize) in the line: say what the rows are for with --task.");
    }

    /// <summary>What a member that is named in place of the usual ones is for.</summary>
    private static CheckedTask TaskOf(JsonElement label) => label.ValueKind != JsonValueKind.Array
        ? CheckedTask.Classify
        : label.EnumerateArray().FirstOrDefault().ValueKind switch
        {
            JsonValueKind.Object => CheckedTask.Tag,
            JsonValueKind.Number => CheckedTask.Summarize,
            _ => CheckedTask.Labels,
        };

    private static Dictionary<string, JsonElement>? MembersOf(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            JsonElement row = document.RootElement.Clone();
            return row.ValueKind == JsonValueKind.Object
                ? row.EnumerateObject().DistinctBy(member => member.Name).ToDictionary(member => member.Name, member => member.Value)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What is wrong with a number of labels; null where nothing is.</summary>
    protected static string? TooMany(int labels) => labels <= ContextMemoryClassifierOptions.MostClasses ? null : string.Create(
        CultureInfo.InvariantCulture,
        $"there are {labels} labels; expected at most {ContextMemoryClassifierOptions.MostClasses}: kinds, not identifiers");

    protected static int CountTokens(string text) => WordSplitter.Split(text).Count;

    /// <summary>A carriage return ends no line by itself: that of a file with no other line ends is all of its text.</summary>
    protected static IEnumerable<Remark> LoneReturn(long number, string line)
    {
        if (line.Contains('\r', StringComparison.Ordinal))
        {
            yield return new Remark(number, "line", "a carriage return stands within the line; lines end with LF or CRLF", IsFault: false);
        }
    }

    protected static IEnumerable<Remark> EmptyText(long line, string column, string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            yield return new Remark(line, column, "the text is empty", IsFault: false);
        }
    }
}
