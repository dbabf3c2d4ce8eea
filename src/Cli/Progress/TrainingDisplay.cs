namespace ContextMemory.MLNet.Cli.Progress;

/// <summary>Shows how a training goes.</summary>
internal abstract class TrainingDisplay : IProgress<TrainingProgress>
{
    public abstract void Report(TrainingProgress value);

    /// <summary>Shows the progress of what <paramref name="train"/> does.</summary>
    public virtual T Show<T>(Func<T> train) => train();

    /// <summary>A bar where somebody watches, else a line an epoch.</summary>
    public static TrainingDisplay For(Terminal terminal) =>
        terminal.ErrorIsTerminal ? new TrainingBar(terminal.Error) : new TrainingLines(terminal.Error);
}
