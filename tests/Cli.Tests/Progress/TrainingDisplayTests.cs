using System.Text.RegularExpressions;
using ContextMemory.MLNet.Cli.Progress;
using Spectre.Console;

namespace ContextMemory.MLNet.Cli.Tests.Progress;

public class TrainingDisplayTests
{
    [Fact]
    public void Without_a_terminal_an_epoch_is_a_line()
    {
        var writer = new StringWriter();
        var lines = new TrainingLines(writer, "accuracy");

        lines.Report(Progress(step: 20, Finished(new EpochResult(2, 1.5, null, null, IsBest: true))) with { Stage = TrainingStage.Pretraining });
        lines.Report(Progress(step: 5, null));
        lines.Report(Progress(step: 10, Finished(new EpochResult(1, 0.5, null, null, IsBest: true))));
        lines.Report(Progress(step: 20, Finished(new EpochResult(1, 0.25, 0.75, 0.875, IsBest: true))));

        Assert.Equal(
            [
                "estimated memory: 234 MB",
                "rows kept in a temporary file: 17",
                "pretraining epoch 2/2: loss 1.5000, 1200 tokens/s, 321 MB, 3.0 s, 1:05 left",
                "estimated memory: 234 MB",
                "rows kept in a temporary file: 17",
                "epoch 1/2: loss 0.5000, 1200 tokens/s, 321 MB, 3.0 s, 1:05 left",
                "epoch 1/2: loss 0.2500, validation loss 0.7500, validation accuracy 0.8750 (best), 1200 tokens/s, 321 MB, 3.0 s, 1:05 left",
                "",
            ],
            writer.ToString().Split(Environment.NewLine));
    }

    [Fact]
    public void Without_a_terminal_what_takes_long_has_a_line_every_ten_seconds()
    {
        var writer = new StringWriter();
        var lines = new TrainingLines(writer, "accuracy");
        var linearPart = new TrainingProgress { Stage = TrainingStage.LinearPart, Total = 200, Elapsed = TimeSpan.Zero };

        lines.Report(linearPart);
        lines.Report(linearPart with { Done = 20, Elapsed = TimeSpan.FromSeconds(9), Remaining = TimeSpan.FromSeconds(81) });
        lines.Report(linearPart with { Done = 50, Elapsed = TimeSpan.FromSeconds(11), Remaining = TimeSpan.FromSeconds(65) });
        lines.Report(linearPart with { Done = 60, Elapsed = TimeSpan.FromSeconds(20), Remaining = TimeSpan.FromSeconds(47) });
        lines.Report(new Stage("reading labels", 0, null, TimeSpan.Zero, null));
        lines.Report(new Stage("reading labels", 12_345, null, TimeSpan.FromSeconds(10), null));

        Assert.Equal(
            ["training the linear part: 25%, 1:05 left", "reading labels: 12,345 so far", ""], writer.ToString().Split(Environment.NewLine));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(40)]
    public void A_narrow_terminal_is_no_trouble(int width)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, Out = new AnsiConsoleOutput(new StringWriter()) });
        console.Profile.Width = width;
        var table = new TrainingTable(console, "accuracy");

        int result = table.Show(() =>
        {
            table.Report(Progress(step: 10, Finished(new EpochResult(1, 0.25, 0.75, 0.875, IsBest: true))));
            return 5;
        });

        Assert.Equal(5, result);
    }

    [Fact]
    public void On_a_terminal_there_is_a_table_that_grows_by_a_row_an_epoch()
    {
        var writer = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = 80;
        var table = new TrainingTable(console, "accuracy");

        int result = table.Show(() =>
        {
            table.Report(Progress(step: 20, Finished(new EpochResult(2, 1.5, null, null, IsBest: true))) with { Stage = TrainingStage.Pretraining });
            table.Report(Progress(step: 10, Finished(new EpochResult(1, 0.25, 0.75, 0.875, IsBest: true))));
            table.Report(Progress(step: 15, null) with { Epoch = 2 });
            table.Report(new TrainingProgress { Stage = TrainingStage.LinearPart, Done = 50, Total = 200, Elapsed = default, Remaining = TimeSpan.FromSeconds(65) });
            return 5;
        });

        string shown = Regex.Replace(writer.ToString(), @"\e\[[\d;?]*[A-Za-z]", "");
        Assert.Equal(5, result);
        Assert.Matches(@"epoch +loss +val. loss +val. accuracy +tokens/s +memory +time +left", shown);
        Assert.Matches(@" pre 2 +1\.5000 +1200", shown);
        Assert.Contains("pretraining: step 20 of 20", shown, StringComparison.Ordinal);
        Assert.Matches(@" 1 +0\.2500 +0\.7500 +0\.8750 +best +1200 +321 MB +0:03 +1:05", shown);
        Assert.Matches(@" 2 +0\.5000 +1234 +322 MB +0:03 +1:02:03", shown);
        Assert.Contains("step 10 of 20 (50 %), epochs at most 2", shown, StringComparison.Ordinal);
        Assert.Contains("step 15 of 20 (75 %), epochs at most 2", shown, StringComparison.Ordinal);
        Assert.Contains("training the linear part: 25%, 1:05 left", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_many_epochs_the_last_are_shown()
    {
        var writer = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = 80;
        var table = new TrainingTable(console, "accuracy");
        table.Show(() =>
        {
            for (int epoch = 1; epoch <= 40; epoch++)
            {
                table.Report(Progress(step: 1, Finished(new EpochResult(epoch, 0.25, 0.75, 0.875, IsBest: false))));
            }

            return 0;
        });

        string last = writer.ToString()[writer.ToString().LastIndexOf("epoch  ", StringComparison.Ordinal)..];
        Assert.Equal(Enumerable.Range(26, 15), Regex.Matches(last, @"^ +(\d+) +0\.25", RegexOptions.Multiline).Select(match => int.Parse(match.Groups[1].Value, null)));
    }

    private static TrainingProgress Progress(int step, EpochResult? finished) => new()
    {
        Stage = TrainingStage.Training,
        Done = step,
        Total = 20,
        Epoch = 1,
        Epochs = 2,
        Step = step,
        Steps = 20,
        TrainingLoss = 0.5,
        TokensPerSecond = 1234.4,
        Elapsed = TimeSpan.FromSeconds(3),
        EstimatedMemoryMB = 234,
        RowsOnDisk = 17,
        PeakMemoryMB = 322,
        Remaining = new TimeSpan(1, 2, 3),
        FinishedEpoch = finished,
    };

    private static EpochResult Finished(EpochResult epoch) => epoch with
    {
        TokensPerSecond = 1200.4,
        PeakMemoryMB = 321,
        Elapsed = TimeSpan.FromSeconds(3),
        Remaining = TimeSpan.FromSeconds(65),
    };
}
