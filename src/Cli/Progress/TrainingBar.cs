using System.Globalization;
using Spectre.Console;

namespace ContextMemory.MLNet.Cli.Progress;

/// <summary>A bar over all steps of the training, with what is known of it beside.</summary>
internal sealed class TrainingBar : TrainingDisplay
{
    private readonly IAnsiConsole _console;
    private ProgressTask? _task;
    private double? _validationAccuracy;

    public TrainingBar(TextWriter writer)
        : this(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) }))
    {
    }

    public TrainingBar(IAnsiConsole console) => _console = console;

    public override T Show<T>(Func<T> train) =>
        _console.Progress()
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context =>
            {
                _task = context.AddTask("reading the data");
                T result = train();
                _task.StopTask();
                return result;
            });

    public override void Report(TrainingProgress value)
    {
        if (_task is not { } task)
        {
            return;
        }

        _validationAccuracy = value.FinishedEpoch?.ValidationMetric ?? _validationAccuracy;
        string validation = _validationAccuracy is { } accuracy
            ? string.Create(CultureInfo.InvariantCulture, $", validation accuracy {accuracy:F3}")
            : "";
        task.MaxValue = value.Steps;
        task.Value = value.Step;
        task.Description = string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {value.Epoch}/{value.Epochs}, loss {value.TrainingLoss:F3}{validation}, {value.TokensPerSecond:F0} tokens/s, " +
            $"{(int)value.Remaining.TotalMinutes}:{value.Remaining.Seconds:D2} left");
    }
}
