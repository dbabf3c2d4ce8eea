using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using ContextMemory.MLNet.Cli.Commands;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Cli.Output;

namespace ContextMemory.MLNet.Cli.Tasks.Summarization;

/// <summary>Summarizes one text by a method that needs no training.</summary>
internal sealed class SummarizeCommand : ToolCommand
{
    private readonly Terminal _terminal;
    private readonly Option<string> _input = new("--input")
    {
        Description = "The text, all of the file; - is standard input.",
        HelpName = "FILE|-",
        DefaultValueFactory = _ => StandardStream.Name,
    };

    private readonly Option<bool> _stream = new("--stream")
    {
        Description =
            "The text, of any length, is read as it comes, on one thread, and never held. The summary is the same; in --format jsonl there are no starts and " +
            "lengths.",
    };

    private readonly Option<UntrainedMethod?> _method = CommonOptions.OneOf<UntrainedMethod>(
        "--method", "How the sentences are found (default: positionrank).");

    private readonly Option<int?> _sentences = CommonOptions.Number("--sentences", "The most sentences of the summary (default: 3).", 1, 10_000);
    private readonly Option<int?> _words = CommonOptions.Number("--words", "The most words of the summary (default: no limit).", 1, 1_000_000);
    private readonly Option<SummaryRedundancy?> _redundancy = CommonOptions.OneOf<SummaryRedundancy>(
        "--redundancy", "How the summary is kept from saying the same thing twice (default: trigramblocking).");

    private readonly Option<TextMarkup?> _markup = CommonOptions.OneOf<TextMarkup>(
        "--markup", "What is stripped off the text: tags, code and tables (default: none).");

    private readonly Option<string?> _data = new("--data")
    {
        Description = "Rows with references, as 'cmem train summarize' reads them, to measure the method on in place of summarizing a text.",
        HelpName = "FILE.jsonl",
    };

    private readonly Option<string?> _metrics = CommonOptions.Metrics("With --data: where to write the measures as one JSON object.");
    private readonly Option<SummaryFormat?> _format = CommonOptions.OneOf<SummaryFormat>(
        "--format", "text: a sentence a line; jsonl: an object with the summary and, for all sentences, scores, starts and lengths (default: text).");

    public SummarizeCommand(Terminal terminal)
        : base("summarize", "Summarizes a text without training.", "cmem summarize --method textrank --sentences 3 < article.txt")
    {
        _terminal = terminal;
        Options.Add(_input);
        Options.Add(_stream);
        Options.Add(_method);
        Options.Add(_sentences);
        Options.Add(_words);
        Options.Add(_redundancy);
        Options.Add(_markup);
        Options.Add(_data);
        Options.Add(_metrics);
        Options.Add(_format);
        Validators.Add(RefuseMetricsOfNothing);
        Validators.Add(RefuseStreamOfRows);
    }

    private enum UntrainedMethod
    {
        Lead = SummaryMethod.Lead,
        TextRank = SummaryMethod.TextRank,
        PositionRank = SummaryMethod.PositionRank,
        LexRank = SummaryMethod.LexRank,
        TfIdf = SummaryMethod.TfIdf,
    }

    private enum SummaryFormat
    {
        Text,
        Jsonl,
    }

    protected override void Run(ParseResult arguments)
    {
        var limits = new SummaryLimits
        {
            Sentences = arguments.GetValue(_sentences) ?? 3,
            Words = arguments.GetValue(_words) ?? 0,
            Redundancy = arguments.GetValue(_redundancy) ?? SummaryRedundancy.TrigramBlocking,
        };
        var method = (SummaryMethod)(arguments.GetValue(_method) ?? UntrainedMethod.PositionRank);
        var summarizer = new Summarizer(method, limits, arguments.GetValue(_markup) ?? TextMarkup.None);
        if (arguments.GetValue(_data) is { } data)
        {
            Measure(summarizer, data, arguments.GetValue(_metrics));
        }
        else
        {
            Summarize(
                summarizer, arguments.GetRequiredValue(_input), arguments.GetValue(_format) ?? SummaryFormat.Text, arguments.GetValue(_stream));
        }
    }

    private void RefuseMetricsOfNothing(CommandResult command)
    {
        if (command.GetResult(_metrics) is not null && command.GetResult(_data) is null)
        {
            command.AddError("--metrics needs --data: without references there is nothing to measure.");
        }
    }

    private void RefuseStreamOfRows(CommandResult command)
    {
        if (command.GetValue(_stream) && command.GetResult(_data) is not null)
        {
            command.AddError("--stream is about one text: with --data there are rows. Leave one of them out.");
        }
    }

    private void Measure(Summarizer summarizer, string data, string? metrics)
    {
        new FileUses().Reads(data).Writes("--metrics", metrics);
        long start = Stopwatch.GetTimestamp();
        SummaryReport report = SummaryModel.Measure(
            summarizer, SummaryFile.Open(data, ReadingOptions.Default, summarizer.Markup), threads: 0)
            ?? throw new FailureException($"'{data}' has no rows with a summary: there is nothing to measure on.");
        report.Write(_terminal.Output);
        if (metrics is not null)
        {
            MetricsFile.Write(metrics, SummaryReport.ToJson(report, Stopwatch.GetElapsedTime(start)));
        }
    }

    private void Summarize(Summarizer summarizer, string input, SummaryFormat format, bool isStreamed)
    {
        var jsonl = new JsonlSummaries(_terminal.Data);
        TextSummary summary;
        if (isStreamed)
        {
            using var document = DocumentText.Open(input, _terminal.Input);
            summary = summarizer.Summarize(document);
            if (format == SummaryFormat.Jsonl)
            {
                jsonl.Write(summary);
            }
        }
        else
        {
            var text = SentenceText.Cut(InputFile.ReadAll(input, _terminal.Input), summarizer.Markup);
            summary = summarizer.Summarize([text])[0];
            if (format == SummaryFormat.Jsonl)
            {
                jsonl.Write(1, [], text, summary);
            }
        }

        foreach (string line in format == SummaryFormat.Text ? summary.Lines : [])
        {
            _terminal.Data.WriteLine(line);
        }
    }
}
