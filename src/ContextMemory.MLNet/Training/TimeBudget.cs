using System.Diagnostics;

namespace ContextMemory.MLNet.Training;

/// <summary>The time that a training may still take, and the most of it that fits in.</summary>
/// <param name="options">With the budget, if there is one.</param>
/// <param name="seed">Of the order of the rows.</param>
internal sealed class TimeBudget(TrainingOptions options, ulong seed)
{
    // Of the budget, so that what cannot be foreseen still fits.
    private const double ShareToPlanWith = 0.95;

    // For measuring the validation rows after each epoch.
    private const double Validation = 1.05;

    private const double ShareToMeasureWith = 0.08;
    private static readonly TimeSpan LongestMeasuring = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortestMeasuring = TimeSpan.FromSeconds(1);

    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>The efforts that may be chosen, the most first: the one of the options where there is no budget.</summary>
    public IEnumerable<Effort> Efforts => options.TimeBudget is null
        ? [options.Effort]
        : Enum.GetValues<Effort>().Where(effort => effort <= options.MostEffort).OrderDescending();

    public bool IsSet => options.TimeBudget is not null;

    /// <summary>Seconds that may still be planned with.</summary>
    public double Left => options.TimeBudget is { } budget
        ? ShareToPlanWith * budget.TotalSeconds - _clock.Elapsed.TotalSeconds
        : double.PositiveInfinity;

    /// <summary>Seconds that an epoch takes.</summary>
    /// <param name="objective">What is learned.</param>
    /// <param name="epochs">How it is learned.</param>
    /// <exception cref="OperationCanceledException">Training is cancelled.</exception>
    public double SecondsPerEpoch(Objective objective, TrainingOptions epochs)
    {
        double share = ShareToMeasureWith * options.TimeBudget!.Value.TotalSeconds;
        var time = TimeSpan.FromSeconds(Math.Clamp(share, ShortestMeasuring.TotalSeconds, LongestMeasuring.TotalSeconds));
        long tokens = 0;
        for (int example = 0; example < objective.ExampleCount; example++)
        {
            tokens += objective.TokenCount(example);
        }

        return Validation * tokens / Math.Max(1, Pace.Measure(objective, epochs, seed, time));
    }

    /// <summary>
    /// The most effort whose epochs fit, or of the least effort as many epochs as fit, one at least. A number of epochs that is given stays.
    /// </summary>
    /// <param name="objective">What is learned.</param>
    /// <param name="resolve">How it is learned with an effort.</param>
    /// <exception cref="OperationCanceledException">Training is cancelled.</exception>
    public (Effort Effort, TrainingOptions Training) Choose(Objective objective, Func<Effort, TrainingOptions> resolve)
    {
        (Effort Effort, TrainingOptions Training)[] choices = [.. Efforts.Select(effort => (effort, resolve(effort)))];
        if (!IsSet || options.Epochs > 0)
        {
            return choices[0];
        }

        double seconds = SecondsPerEpoch(objective, choices[0].Training);
        foreach ((Effort Effort, TrainingOptions Training) choice in choices)
        {
            if (choice.Training.Epochs * seconds <= Left)
            {
                return choice;
            }
        }

        (Effort least, TrainingOptions training) = choices[^1];
        return (least, training with { Epochs = Fitting(seconds, Left, training.Epochs) });
    }

    /// <summary>So many epochs fit: one at least, and no more than so many.</summary>
    public static int Fitting(double secondsPerEpoch, double seconds, int most) => (int)Math.Clamp(Math.Floor(seconds / secondsPerEpoch), 1, most);
}
