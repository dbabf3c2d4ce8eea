namespace ContextMemory.MLNet.Cli.Progress;

/// <summary>Shows how a training goes.</summary>
internal abstract class TrainingDisplay : IProgress<TrainingProgress>
{
    public abstract void Report(TrainingProgress value);

    /// <summary>Shows how far something is that is no part of the training itself.</summary>
    public abstract void Report(Stage stage);

    /// <summary>Shows the progress of what <paramref name="train"/> does.</summary>
    public virtual T Show<T>(Func<T> train) => train();

    /// <summary>A live table where somebody watches, else a line an epoch.</summary>
    /// <param name="terminal">Where it is shown.</param>
    /// <param name="metric">What the task's measure is called.</param>
    public static TrainingDisplay For(Terminal terminal, string metric) =>
        terminal.ErrorIsTerminal ? new TrainingTable(terminal.StandardError, metric) : new TrainingLines(terminal.Error, metric);
}
