using ContextMemory.MLNet.Cli.Progress;
using Spectre.Console;

namespace ContextMemory.MLNet.Cli.Tests.Progress;

public class TrainingDisplayTests
{
    [Fact]
    public void Without_a_terminal_an_epoch_is_a_line()
    {
        var writer = new StringWriter();
        var lines = new TrainingLines(writer);

        lines.Report(Progress(step: 5, null));
        lines.Report(Progress(step: 10, new EpochResult(1, 0.5, null, null, IsBest: true)));
        lines.Report(Progress(step: 20, new EpochResult(1, 0.25, 0.75, 0.875, IsBest: true)));

        Assert.Equal(
            [
                "epoch 1/2: loss 0.5000, 1234 tokens/s, 3.0 s",
                "epoch 1/2: loss 0.2500, validation loss 0.7500, validation accuracy 0.8750 (best), 1234 tokens/s, 3.0 s",
                "",
            ],
            writer.ToString().Split(Environment.NewLine));
    }

    [Fact]
    public void On_a_terminal_there_is_a_bar()
    {
        var writer = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = 200;
        var bar = new TrainingBar(console);

        int result = bar.Show(() =>
        {
            bar.Report(Progress(step: 10, new EpochResult(1, 0.25, 0.75, 0.875, IsBest: true)));
            return 5;
        });

        Assert.Equal(5, result);
        Assert.Contains("50%", writer.ToString(), StringComparison.Ordinal);
        Assert.Contains("epoch 1/2, loss 0.500, validation accuracy 0.875, 1234 tokens/s, 0:03 left", writer.ToString(), StringComparison.Ordinal);
    }

    private static TrainingProgress Progress(int step, EpochResult? finished) => new()
    {
        Epoch = 1,
        Epochs = 2,
        Step = step,
        Steps = 20,
        TrainingLoss = 0.5,
        TokensPerSecond = 1234.4,
        Elapsed = TimeSpan.FromSeconds(3),
        Remaining = TimeSpan.FromSeconds(3),
        FinishedEpoch = finished,
    };
}
