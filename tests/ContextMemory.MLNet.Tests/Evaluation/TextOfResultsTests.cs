using System.Globalization;

namespace ContextMemory.MLNet.Tests.Evaluation;

/// <summary>What results print: their numbers, in the invariant culture wherever they are printed.</summary>
public sealed class TextOfResultsTests : IDisposable
{
    private readonly CultureInfo _before = CultureInfo.CurrentCulture;

    public TextOfResultsTests()
    {
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        comma.NumberFormat.NegativeSign = "~";
        CultureInfo.CurrentCulture = comma;
    }

    public void Dispose() => CultureInfo.CurrentCulture = _before;

    private static readonly ClassificationMetrics Classification = new()
    {
        Rows = 8,
        UnknownLabelRows = 0,
        Accuracy = 0.75,
        MacroF1 = 0.7,
        LogLoss = 0.5,
        CalibrationError = 0.125,
        Classes = [new ClassScores(0, 6, 5, 4), new ClassScores(1, 2, 3, 2)],
    };

    private static readonly SummarizationMetrics Summaries = new()
    {
        Rows = 3,
        Rouge1 = new RougeMean(0.5, 0.25, 0.3, new BootstrapInterval(0.2, 0.4)),
        Rouge2 = new RougeMean(0, 0, 0.125, default),
        RougeL = new RougeMean(0, 0, 0.25, default),
    };

    [Fact]
    public void Of_a_classifier()
    {
        Assert.Equal(
            "8 rows: accuracy 0.750, macro F1 0.700, log loss 0.500, calibration error 0.125 (always class 0: accuracy 0.750)", $"{Classification}");
        Assert.Equal(
            "8 rows: accuracy 0.750, macro F1 0.700, calibration error 0.125, 8 rows of unknown labels (always class 0: accuracy 0.750)",
            $"{Classification with { LogLoss = null, UnknownLabelRows = 8 }}");
        Assert.Equal(
            "0 rows: accuracy 0.750, macro F1 0.700, log loss 0.500, calibration error 0.125", $"{Classification with { Rows = 0, Classes = [] }}");
        Assert.Equal("class 0: precision 0.800, recall 0.667, F1 0.727, 6 rows", $"{Classification.Classes[0]}");
    }

    [Fact]
    public void Of_labels_and_entities()
    {
        var scores = new MatchScores(4, 5, 3);
        var each = new Dictionary<string, MatchScores> { ["PER"] = scores };

        Assert.Equal("precision 0.600, recall 0.750, F1 0.667 (4 there, 5 found, 3 right)", $"{scores}");
        Assert.Equal(
            "2 rows, 1 labels: micro F1 0.667, macro F1 0.667, subset accuracy 0.500",
            $"{new MultiLabelMetrics { Rows = 2, Micro = scores, PerLabel = each, SubsetAccuracy = 0.5 }}");
        var entities = new EntityMetrics
        {
            Rows = 2,
            Micro = scores,
            PerType = each,
            PartialMatches = 1,
            TypeErrors = 0,
            Missed = 0,
            Spurious = 1,
            Confusion = new Dictionary<(string, string), long>(),
        };
        Assert.Equal(
            "2 rows, 4 entities of 1 types: precision 0.600, recall 0.750, F1 0.667, macro F1 0.667; 1 partial matches, 0 type errors, 0 missed, 1 spurious",
            $"{entities}");
    }

    [Fact]
    public void Of_summaries()
    {
        Assert.Equal("precision 0.500, recall 0.250, F1 0.333", $"{new RougeScore(0.5, 0.25)}");
        Assert.Equal("F1: ROUGE-1 0.500, ROUGE-2 0.000, ROUGE-L 0.333", $"{new RougeScores(new(0.5, 0.5), default, new(0.5, 0.25))}");
        Assert.Equal("F1 0.300 (0.200 to 0.400), precision 0.500, recall 0.250", $"{Summaries.Rouge1}");
        const string line = "3 rows, mean F1: ROUGE-1 0.300, ROUGE-2 0.125, ROUGE-L 0.250";
        Assert.Equal(line, $"{Summaries}");
        Assert.Equal($"summaries: {line}\nlead: {line}\nbest: {line}", $"{new SummaryComparison(Summaries, Summaries, Summaries)}");
    }

    [Fact]
    public void Of_a_training()
    {
        EpochResult epoch = new(2, 0.5, 0.25, 0.75, IsBest: true) { TokensPerSecond = 1234, Elapsed = TimeSpan.FromSeconds(1.5) };
        var report = new TrainingReport
        {
            Epochs = [epoch with { Epoch = 1, ValidationMetric = null }, epoch],
            BestEpoch = 2,
            WasCancelled = false,
            TrainingRows = 100,
            ValidationRows = 10,
            Parameters = 2_000,
            Options = new TrainingOptions { Epochs = 4 },
            Elapsed = TimeSpan.FromSeconds(2.25),
        };

        Assert.Equal("epoch 2: training loss 0.5000, validation loss 0.2500, validation metric 0.7500 (best), 1234 tokens a second, 1.5 s", $"{epoch}");
        Assert.Equal("epoch 1: training loss 0.5000, 1234 tokens a second, 1.5 s", $"{report.Epochs[0]}");
        Assert.Equal(
            $"2000 parameters learned from 100 rows (10 for validation) in 2.3 s: 2 of 4 epochs\nbest {epoch}\nvalidation: {Classification}",
            $"{report with { ValidationMetrics = Classification, Elapsed = TimeSpan.FromSeconds(2.26) }}");
        Assert.Equal(
            "2000 parameters learned from 100 rows (10 for validation) in 2.3 s: 0 of 4 epochs, gone on from step 7, cancelled",
            $"{report with { Epochs = [], BestEpoch = 0, WasCancelled = true, ResumedFromStep = 7, Elapsed = TimeSpan.FromSeconds(2.26) }}");
        var progress = new TrainingProgress { Stage = TrainingStage.CountingWords, Done = 5, Total = 30, Elapsed = TimeSpan.FromSeconds(1.5) };
        Assert.Equal("counting words: 5 of 30, 1.5 s", $"{progress}");
        Assert.Equal("counting words: 5, 1.5 s, 7.5 s left", $"{progress with { Total = null, Remaining = TimeSpan.FromSeconds(7.5) }}");
        Assert.Equal(
            "training: epoch 1 of 3, step 5 of 30, training loss 0.5000, 99 tokens a second, 1.5 s",
            $"{progress with { Stage = TrainingStage.Training, Epoch = 1, Epochs = 3, Step = 5, Steps = 30, TrainingLoss = 0.5, TokensPerSecond = 99 }}");
        Assert.Equal("50 old rows: 0.900 before, 0.890 after, new classes held back by 0.100", $"{new OldRowsResult(50, 0.9, 0.89, 0.1)}");
        Assert.Equal(
            "vectors of 100 numbers for 5 of 10 words and 90.0% of the tokens",
            $"{new WordVectorCoverage { Words = 5, VocabularySize = 10, TokenShare = 0.9, Dimension = 100 }}");
    }
}
