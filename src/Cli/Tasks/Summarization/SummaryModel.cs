using System.Globalization;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Cli.Models;
using ContextMemory.MLNet.Cli.Output;

namespace ContextMemory.MLNet.Cli.Tasks.Summarization;

/// <summary>A model that chooses the sentences of summaries.</summary>
internal sealed class SummaryModel(PipelineModel pipeline, ContextMemorySummarizeTransformer transformer) : TaskModel(pipeline)
{
    public const string Task = "summarize";

    // At most so many rows, of about so many characters, are summarized together: enough for all threads, and few enough to be seen soon.
    private const int RowsTogether = 256;
    private const int CharactersTogether = 1 << 20;

    private int _threads;

    public override string TaskName => Task;

    public override int Threads
    {
        set => _threads = value;
    }

    public override IEnumerable<(string Name, string Value)> Describe() =>
    [
        ("kind", "summarizer (extractive)"),
        ("method", $"{transformer.Method}"),
        ("limits", Limits(transformer.Limits)),
        ("markup", transformer.Markup == TextMarkup.None ? "not stripped" : $"{transformer.Markup} is stripped"),
        ("title", transformer.TitleColumnName is null ? "not read" : "compared with the sentences"),
        .. transformer.Method == SummaryMethod.Trained ? EncoderDescription.Of(transformer) : [],
        .. transformer.Memory is { } memory ? [("memory", Describe(memory))] : Array.Empty<(string, string)>(),
    ];

    protected override ITaskReport Measure(IReadOnlyList<string> data, ReadingOptions reading) =>
        Measure(data.SelectMany(file => SummaryFile.Open(file, reading, transformer.Markup)))
        ?? throw new FailureException($"{InputPatterns.Name(data)} has no rows with a summary: there is nothing to measure on.");

    public override void Predict(IEnumerable<LabeledRow> rows, PredictionOutput output) => Predict(Cut(output.Remaining(rows)), output);

    /// <summary>A file of objects may give sentences and a title.</summary>
    public override void PredictFiles(IEnumerable<InputPiece> files, ReadingOptions reading, PredictionOutput output) => Predict(
        output.Remaining(files.SelectMany(file => RowFormat.HasObjects(file.Path)
            ? SummaryFile.Open(file, reading, transformer.Markup)
            : Cut(DataFile.Unlabeled(file, reading)))),
        output);

    public override void PredictDocument(TextReader text, PredictionFormat format, TextWriter output)
    {
        RefuseMarks(format, "A summarizer");
        RequireTextAsGiven();
        TextSummary summary = transformer.Summarizer.Summarize(text);
        if (format == PredictionFormat.Jsonl)
        {
            new JsonlSummaries(output).Write(summary);
        }
        else
        {
            output.WriteLine(summary.Text);
        }

        output.Flush();
    }

    /// <summary>How good the model is on the rows that have a reference; null where there are none.</summary>
    public SummaryReport? Measure(IEnumerable<SummaryRow> rows) => Measure(transformer.Summarizer, rows, _threads);

    /// <inheritdoc cref="Measure(IEnumerable{SummaryRow})"/>
    public static SummaryReport? Measure(Summarizer summarizer, IEnumerable<SummaryRow> rows, int threads)
    {
        var evaluator = new SummaryEvaluator();
        foreach (SummaryRow[] batch in Batches(rows))
        {
            SentenceText[] texts = [.. batch.Select(row => row.Sentences)];
            foreach ((SummaryRow row, TextSummary summary) in batch.Zip(summarizer.Summarize(texts, threads)))
            {
                string[] references = row.Reference.Length > 0 || row.Label.Length == 0
                    ? row.Reference
                    : [string.Join(' ', row.Sentences.Sentences.Where((_, sentence) => row.Label[sentence] > 0))];
                evaluator.Add(row.Sentences.Sentences, summary.Sentences, references);
            }
        }

        return evaluator.Rows > 0 ? new SummaryReport(evaluator.Measure()) : null;
    }

    private IEnumerable<SummaryRow> Cut(IEnumerable<LabeledRow> rows) =>
        rows.Select(row => new SummaryRow { Sentences = SentenceText.Cut(row.Text, transformer.Markup), Kept = row.Kept });

    private void Predict(IEnumerable<SummaryRow> rows, PredictionOutput output)
    {
        RefuseMarks(output.Format, "A summarizer");
        SummaryWriter writer = output.Format switch
        {
            PredictionFormat.Jsonl => new JsonlSummaries(output.Text),
            PredictionFormat.Tsv => new TsvSummaries(output.Text),
            _ => new TableSummaries(output),
        };
        foreach (IReadOnlyList<SummaryRow> batch in new RowBatches<SummaryRow>(rows, row => row.Sentences.Length))
        {
            IReadOnlyList<TextSummary> summaries = transformer.Summarizer.Summarize([.. batch.Select(row => row.Sentences)], _threads);
            foreach ((SummaryRow row, TextSummary summary) in batch.Zip(summaries))
            {
                writer.Write(output.NextRow(), row.Kept, row.Sentences, summary);
            }

            output.Flush();
        }
    }

    private static IEnumerable<SummaryRow[]> Batches(IEnumerable<SummaryRow> rows)
    {
        var batch = new List<SummaryRow>();
        int characters = 0;
        foreach (SummaryRow row in rows)
        {
            batch.Add(row);
            characters += row.Sentences.Length;
            if (batch.Count == RowsTogether || characters >= CharactersTogether)
            {
                yield return [.. batch];
                batch.Clear();
                characters = 0;
            }
        }

        if (batch.Count > 0)
        {
            yield return [.. batch];
        }
    }

    private static string Describe(EncoderOptions memory) =>
        $"{memory.Kind} over the sentences" + (EncoderDescription.HiddenSizeOf(memory) is { } size ? string.Create(CultureInfo.InvariantCulture, $", hidden {size}") : "");

    private static string Limits(SummaryLimits limits)
    {
        string words = limits.Words > 0 ? $", {limits.Words} words" : "";
        string share = limits.Share < 1 ? string.Create(CultureInfo.InvariantCulture, $", {limits.Share:P0} of the text") : "";
        return $"at most {limits.Sentences} sentences{words}{share}; redundancy: {limits.Redundancy}";
    }
}
