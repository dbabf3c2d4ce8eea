using ContextMemory.MLNet;
using ContextMemory.MLNet.Tasks.Summarization;
using Microsoft.ML;
using Transforms.Tests.Support;

namespace Transforms.Tests.ContextMemorySummarize;

/// <summary>From texts with references, sentences with labels, and texts alone to summaries.</summary>
public class SummaryPipelineTests
{
    private static readonly ContextMemorySummarizeOptions Options = Tiny.Summaries with
    {
        ReferenceColumnName = nameof(Report.Reference),
        Training = new() { Epochs = 8, BatchSize = 8, Threads = 1, LearningRate = 0.02, ValidationFraction = 0 },
    };

    private readonly MLContext _context = new(1);

    [Fact]
    public void A_text_is_summarized_without_training()
    {
        const string Text = "Dr. Lee closed the harbour.  The harbour was closed by a storm!\nNobody knew why. The storm closed the harbour again.";
        IDataView data = _context.Data.LoadFromEnumerable([new Message { Text = Text }]);

        SummarizedRow row = Assert.Single(Rows(_context.Transforms.Text
            .ContextMemorySummarize(sentences: 2, method: SummaryMethod.TextRank).Fit(data).Transform(data)));

        Assert.Equal(4, row.SummaryScores.Length);
        Assert.Equal(2, row.SummarySentences.Length);
        string[] sentences = [.. row.SummaryStarts.Zip(row.SummaryLengths, Text.Substring)];
        Assert.Equal("Dr. Lee closed the harbour.", sentences[0]);
        Assert.Equal("Nobody knew why.", sentences[2]);
        Assert.Equal(string.Join(' ', row.SummarySentences.Select(sentence => sentences[sentence])), row.Summary);
        Assert.DoesNotContain(2, row.SummarySentences);
    }

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData(nameof(Report.Text), null)]
    [InlineData(nameof(Report.Sentences), null)]
    [InlineData(nameof(Report.Text), nameof(Report.Label))]
    [InlineData(nameof(Report.Sentences), nameof(Report.Label))]
    public void The_sentence_with_the_cue_is_learned(string input, string? label)
    {
        IDataView train = _context.Data.LoadFromEnumerable(Report.Make(160));
        Report[] test = Report.Make(40, seed: 2);
        ContextMemorySummarizeTransformer model = _context.Transforms.Text
            .ContextMemorySummarize(Options with { InputColumnName = input, LabelColumnName = label }).Fit(train);

        IDataView summarized = model.Transform(_context.Data.LoadFromEnumerable(test));

        double right = Rows(summarized).Zip(test).Average(pair => pair.First.Summary == pair.Second.Reference[0] ? 1 : 0);
        Assert.InRange(right, 0.9, 1);
        SummaryComparison comparison = _context.ContextMemory().EvaluateSummaries(summarized, inputColumnName: input);
        Assert.Equal((40, 40, 40), (comparison.Summaries.Rows, comparison.Lead.Rows, comparison.Best.Rows));
        Assert.Equal(1, comparison.Best.Rouge1.F1, 6);
        Assert.InRange(comparison.Summaries.Rouge2.F1, 0.9, 1);
        Assert.True(comparison.Lead.Rouge2.F1 < comparison.Summaries.Rouge2.F1);
        Assert.InRange(
            comparison.Summaries.RougeL.F1, comparison.Summaries.RougeL.F1Interval.Lower, comparison.Summaries.RougeL.F1Interval.Upper);
    }

    [Fact]
    public void The_title_is_read_beside_the_text()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Report.Make(30));
        ContextMemorySummarizeTransformer model =
            _context.Transforms.Text.ContextMemorySummarize(Options with { TitleColumnName = nameof(Report.Title) }).Fit(data);
        var loaded = ModelFiles.Single<ContextMemorySummarizeTransformer>(ModelFiles.Load(ModelFiles.Save(model)));

        Assert.Equal(nameof(Report.Title), loaded.TitleColumnName);
        Assert.Equal(
            RowPrinter.Print(model.Transform(data), "SummaryScores"), RowPrinter.Print(loaded.Transform(data), "SummaryScores"));
        Report[] untitled = [.. Report.Make(30).Select(report =>
        {
            report.Title = "";
            return report;
        })];
        Assert.NotEqual(
            RowPrinter.Print(model.Transform(data), "SummaryScores"),
            RowPrinter.Print(model.Transform(_context.Data.LoadFromEnumerable(untitled)), "SummaryScores"));
        var fault = Assert.Throws<ArgumentOutOfRangeException>(
            () => model.Transform(_context.Data.LoadFromEnumerable([new Message { Text = "a" }])));
        Assert.StartsWith("There is no text column 'Title'", fault.Message);
    }

    [Fact]
    public void Limits_are_saved_with_the_model()
    {
        SummaryLimits limits = new()
        {
            Sentences = 7,
            Words = 90,
            Share = 0.5,
            Redundancy = SummaryRedundancy.MarginalRelevance,
            Diversity = 0.25,
            KeepsOrder = false,
        };
        IDataView data = _context.Data.LoadFromEnumerable(Report.Make(3));
        ContextMemorySummarizeTransformer model = _context.Transforms.Text
            .ContextMemorySummarize(Options with { Method = SummaryMethod.LexRank, Limits = limits }).Fit(data);

        var loaded = ModelFiles.Single<ContextMemorySummarizeTransformer>(ModelFiles.Load(ModelFiles.Save(model)));

        Assert.Equal((SummaryMethod.LexRank, limits), (loaded.Method, loaded.Limits));
        Assert.Equal(0, loaded.ParameterCount);
    }

    [Theory]
    [InlineData(SummaryMethod.Lead)]
    [InlineData(SummaryMethod.TextRank)]
    [InlineData(SummaryMethod.LexRank)]
    public void Sentences_without_a_word_are_not_chosen_and_have_the_lowest_score(SummaryMethod method)
    {
        IDataView data = _context.Data.LoadFromEnumerable([new Report { Sentences = ["A big b.", "", " ", "***", "C small d."] }]);

        SummarizedRow row = Assert.Single(Rows(_context.Transforms.Text
            .ContextMemorySummarize(inputColumnName: nameof(Report.Sentences), method: method, sentences: 4).Fit(data).Transform(data)));

        Assert.Equal([0, 4], row.SummarySentences);
        Assert.Equal("A big b. C small d.", row.Summary);
        Assert.Equal([0, 9, 10, 12, 16], row.SummaryStarts);
        Assert.All(row.SummaryScores[1..4], score => Assert.Equal(row.SummaryScores.Min(), score));
    }

    [Fact]
    public void Sentences_without_a_word_are_not_learned_from()
    {
        Report[] reports = Report.Make(30);
        Report[] padded = [.. Report.Make(30).Select(report =>
        {
            report.Sentences = [.. report.Sentences.SelectMany(sentence => (string[])[sentence, " ", "..."])];
            return report;
        })];
        ContextMemorySummarizeOptions options = Options with { InputColumnName = nameof(Report.Sentences) };

        IDataView data = _context.Data.LoadFromEnumerable(reports);
        List<string>[] scores = [.. new[] { reports, padded }.Select(rows => RowPrinter.Print(
            _context.Transforms.Text.ContextMemorySummarize(options).Fit(_context.Data.LoadFromEnumerable(rows)).Transform(data), "SummaryScores"))];

        Assert.Equal(scores[0], scores[1]);
    }

    [Fact]
    public void Markup_is_stripped_and_saved_with_the_model()
    {
        const string Text = "# News\n\nThe *storm* closed the harbour.\n\n```\nvar x = 1;\n```\n\n- It rains & pours.";
        IDataView data = _context.Data.LoadFromEnumerable([new Message { Text = Text }]);
        var options = new ContextMemorySummarizeOptions { Method = SummaryMethod.Lead, Markup = TextMarkup.Markdown };
        ContextMemorySummarizeTransformer model = _context.Transforms.Text.ContextMemorySummarize(options).Fit(data);
        var loaded = ModelFiles.Single<ContextMemorySummarizeTransformer>(ModelFiles.Load(ModelFiles.Save(model)));

        SummarizedRow row = Assert.Single(Rows(loaded.Transform(data)));

        Assert.Equal(TextMarkup.Markdown, loaded.Markup);
        Assert.Equal("News The storm closed the harbour. - It rains & pours.", row.Summary);
        Assert.Equal(
            ["News", "The *storm* closed the harbour.", "- It rains & pours."],
            row.SummaryStarts.Zip(row.SummaryLengths, Text.Substring));
    }

    [Fact]
    public void A_long_text_is_summarized_in_parts()
    {
        int count = 2 * SummaryParts.MostSentences + 100;
        string[] sentences = [.. Enumerable.Range(0, count).Select(i => $"Sentence {i} is about word{i % 50} and word{i % 71}.")];
        IDataView data = _context.Data.LoadFromEnumerable([new Report { Sentences = sentences }]);

        SummarizedRow Summarize(SummaryMethod method) => Assert.Single(Rows(_context.Transforms.Text
            .ContextMemorySummarize(inputColumnName: nameof(Report.Sentences), method: method).Fit(data).Transform(data)));

        Assert.Equal([0, 1, 2], Summarize(SummaryMethod.Lead).SummarySentences);
        SummarizedRow ranked = Summarize(SummaryMethod.PositionRank);
        Assert.Equal(count, ranked.SummaryScores.Length);
        Assert.DoesNotContain(0, ranked.SummaryScores);
    }

    [Fact]
    public void A_streamed_text_has_the_summary_of_its_row()
    {
        ContextMemorySummarizeTransformer model = _context.Transforms.Text.ContextMemorySummarize(Options)
            .Fit(_context.Data.LoadFromEnumerable(Report.Make(20)));
        string[] texts = ["", " ***\n", string.Join("\r\n\r\n", Report.Make(30).Select(report => report.Text))];
        SummarizedRow[] rows = [.. Rows(model.Transform(_context.Data.LoadFromEnumerable(texts.Select(text => new Report { Text = text }))))];
        foreach ((string text, SummarizedRow row) in texts.Zip(rows))
        {
            TextSummary summary = model.Summarizer.Summarize(new StringReader(text));

            Assert.Equal(row.Summary, summary.Text);
            Assert.Equal(row.SummarySentences, summary.Sentences);
            Assert.Equal(row.SummaryScores, summary.Scores);
        }
    }

    [Fact]
    public void Missing_and_empty_texts_have_empty_summaries()
    {
        IDataView data = _context.Data.LoadFromEnumerable([new Report { Text = null }, new Report { Text = " \n" }]);
        ITransformer[] models =
        [
            _context.Transforms.Text.ContextMemorySummarize(method: SummaryMethod.PositionRank).Fit(data),
            _context.Transforms.Text.ContextMemorySummarize(Options).Fit(_context.Data.LoadFromEnumerable(Report.Make(10))),
        ];
        Assert.All(models, model => Assert.All(Rows(model.Transform(data)), row =>
        {
            Assert.Equal("", row.Summary);
            Assert.Empty(row.SummarySentences);
            Assert.Empty(row.SummaryScores);
        }));
    }

    [Fact]
    public void Each_sentence_needs_a_label()
    {
        IDataView data = _context.Data.LoadFromEnumerable([Report.Make(1)[0], new Report { Text = "One. Two.", Label = [1] }]);

        var fault = Assert.Throws<InvalidOperationException>(
            () => _context.Transforms.Text.ContextMemorySummarize(Options with { LabelColumnName = nameof(Report.Label) }).Fit(data));

        Assert.Equal(
            "Row 2, column 'Label': it has 1 slots; expected 2, one for each sentence of 'Text'. " +
            "Give the sentences as a vector of String if they are cut otherwise.",
            fault.Message);
    }

    [Fact]
    public void Wrong_columns_are_named()
    {
        IDataView data = _context.Data.LoadFromEnumerable([new Message { Text = "a" }]);

        Assert.StartsWith(
            "There is no reference column 'Reference': expected String, or a vector of String with a reference summary in each slot.",
            Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.Text.ContextMemorySummarize().Fit(data)).Message);
        Assert.StartsWith(
            "The text column 'Id' is Int32: expected String, or a vector of String with a sentence in each slot.",
            Assert.Throws<ArgumentOutOfRangeException>(
                () => _context.Transforms.Text.ContextMemorySummarize(inputColumnName: "Id", method: SummaryMethod.Lead).Fit(data)).Message);
        Assert.StartsWith(
            "There is no summary column 'SummarySentences': expected a vector of Int32 with the numbers of the chosen sentences.",
            Assert.Throws<ArgumentOutOfRangeException>(
                () => _context.ContextMemory().EvaluateSummaries(data, referenceColumnName: "Topic")).Message);
    }

    [Fact]
    public void Rows_without_anything_to_measure_are_refused()
    {
        IDataView data = _context.Data.LoadFromEnumerable([new Report { Text = "One. Two." }]);
        IDataView summarized = _context.Transforms.Text.ContextMemorySummarize(method: SummaryMethod.Lead).Fit(data).Transform(data);

        var fault = Assert.Throws<InvalidOperationException>(() => _context.ContextMemory().EvaluateSummaries(summarized));

        Assert.Equal("There is no row to measure on.", fault.Message);
    }

    [Fact]
    public void All_option_faults_are_in_one_message()
    {
        ContextMemorySummarizeOptions options = new()
        {
            OutputColumnName = "",
            TitleColumnName = "",
            Method = (SummaryMethod)9,
            Limits = new() { Sentences = 0 },
        };

        var fault = Assert.Throws<ArgumentException>(() => _context.Transforms.Text.ContextMemorySummarize(options));

        Assert.Equal(
            string.Join(
                Environment.NewLine + "  ",
                "ContextMemorySummarizeOptions has 4 faults:",
                "OutputColumnName is empty; allowed is the name of a column: \"Summary\" is usual.",
                "TitleColumnName is empty; allowed is null or the name of a column: null reads no titles.",
                "Method is 9; allowed is Trained, Lead, TextRank, PositionRank, LexRank, TfIdf: use Trained, or PositionRank where there is nothing to learn from.",
                "Limits.Sentences is 0; allowed is 1 to 10000: 3 is usual."),
            fault.Message);
    }

    [Fact]
    public void Faults_of_model_options_are_reported_where_a_model_is_trained()
    {
        ContextMemorySummarizeOptions options = new() { ReferenceColumnName = "", Memory = new LstmOptions { HiddenSize = 0 } };

        var fault = Assert.Throws<ArgumentException>(() => _context.Transforms.Text.ContextMemorySummarize(options));

        Assert.Equal(
            string.Join(
                Environment.NewLine + "  ",
                "ContextMemorySummarizeOptions has 2 faults:",
                "ReferenceColumnName is empty; allowed is the name of a column: name the column of reference summaries.",
                "Memory.HiddenSize is 0; allowed is 1 to 4096: 128 suits most texts."),
            fault.Message);
    }

    private List<SummarizedRow> Rows(IDataView summarized) =>
        [.. _context.Data.CreateEnumerable<SummarizedRow>(summarized, reuseRowObject: false)];
}
