using System.Globalization;
using Spectre.Console;

namespace ContextMemory.MLNet.Cli.Progress;

/// <summary>A table that grows by a row an epoch, the last row being the epoch at work.</summary>
internal sealed class TrainingTable : TrainingDisplay
{
    // More would not fit on a screen.
    private const int MostFinishedRows = 15;
    private const string None = "";

    private readonly IAnsiConsole _console;
    private readonly string _metric;
    private readonly Queue<(EpochResult Epoch, bool IsPretraining)> _finished = [];
    private LiveDisplayContext? _context;
    private TrainingProgress? _epochs;

    public TrainingTable(TextWriter writer, string metric)
        : this(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) }), metric)
    {
    }

    public TrainingTable(IAnsiConsole console, string metric)
    {
        _console = console;
        _metric = metric;
    }

    private static CultureInfo Culture => CultureInfo.InvariantCulture;

    public override T Show<T>(Func<T> train) => _console.Live(new Markup("reading the data")).Start(context =>
    {
        _context = context;
        return train();
    });

    public override void Report(Stage stage) =>
        _context?.UpdateTarget(_epochs is { } epochs ? Draw(epochs, stage.ToString()) : new Markup(Markup.Escape(stage.ToString())));

    public override void Report(TrainingProgress value)
    {
        if (value.Epochs == 0)
        {
            Report(Stage.Of(value));
            return;
        }

        _epochs = value;
        if (value.FinishedEpoch is { } epoch)
        {
            _finished.Enqueue((epoch, value.Stage == TrainingStage.Pretraining));
            if (_finished.Count > MostFinishedRows)
            {
                _finished.Dequeue();
            }
        }

        _context?.UpdateTarget(Draw(value));
    }

    /// <param name="value">Where the epochs stand.</param>
    /// <param name="stage">The stage at work, if it is another one.</param>
    private Table Draw(TrainingProgress value, string? stage = null)
    {
        bool isPretraining = value.Stage == TrainingStage.Pretraining;
        Table table = new Table { Border = TableBorder.Simple }.AddColumns(
            Right("epoch"), Right("loss"), Right("val. loss"), Right($"val. {_metric}"), new TableColumn(None), Right("tokens/s"), Right("memory"),
            Right("time"), Right("left"));
        foreach ((EpochResult epoch, bool isOfPretraining) in _finished)
        {
            table.AddRow(
                EpochName(epoch.Epoch, isOfPretraining), Number(epoch.TrainingLoss), Number(epoch.ValidationLoss), Number(epoch.ValidationMetric),
                epoch.IsBest && epoch.ValidationMetric is not null ? "best" : None, epoch.TokensPerSecond.ToString("F0", Culture),
                Memory(epoch.PeakMemoryMB), Duration.Text(epoch.Elapsed), Duration.Text(epoch.Remaining));
        }

        if (value.FinishedEpoch is null)
        {
            table.AddRow(
                EpochName(value.Epoch, isPretraining), Number(value.TrainingLoss), None, None, None, value.TokensPerSecond.ToString("F0", Culture),
                Memory(value.PeakMemoryMB), Duration.Text(value.Elapsed), value.Remaining is { } left ? Duration.Text(left) : None);
        }

        string[] caption =
        [
            .. TrainingStart.Lines(value),
            stage ?? (isPretraining ? "pretraining: " : "") + string.Create(Culture, $"step {value.Step} of {value.Steps} ({(double)value.Step / value.Steps:P0}), epochs at most {value.Epochs}"),
        ];
        table.Caption = new TableTitle(string.Join('\n', caption));
        return table;
    }

    private static TableColumn Right(string header) => new TableColumn(header) { Padding = new Padding(1, 0, 0, 0) }.RightAligned();

    private static string EpochName(int epoch, bool isPretraining) => string.Create(Culture, $"{(isPretraining ? "pre " : "")}{epoch}");

    private static string Number(double? value) => value is { } number ? number.ToString("F4", Culture) : None;

    private static string Memory(double megabytes) => string.Create(Culture, $"{megabytes:F0} MB");
}
