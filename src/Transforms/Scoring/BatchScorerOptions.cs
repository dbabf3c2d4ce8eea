using System.Globalization;

namespace ContextMemory.MLNet;

/// <summary>How a <see cref="BatchScorer{TResult}"/> groups texts, and how many it lets wait.</summary>
public sealed record BatchScorerOptions
{
    /// <summary>Texts that are scored together, at most. A batch also ends at 1,048,576 UTF-16 units.</summary>
    /// <value>1 to 4,096; the default is 64.</value>
    public int MaxBatchSize { get; init; } = 64;

    /// <summary>
    /// How long the first text of a batch waits for others. Texts that come while a batch is scored make the next one in any case, so batches grow with the load
    /// also where this is 0.
    /// </summary>
    /// <value>0 to 10 seconds; the default is 0. A few milliseconds suit an accelerator.</value>
    public TimeSpan MaxDelay { get; init; }

    /// <summary>Texts that wait to be scored, at most, beside those that are being scored.</summary>
    /// <value>1 to 1,000,000; the default is 1,024.</value>
    public int QueueCapacity { get; init; } = 1_024;

    /// <summary>What happens to a single text where the queue is full. Sequences of texts always wait.</summary>
    /// <value>The default is <see cref="FullQueue.Wait"/>.</value>
    public FullQueue WhenFull { get; init; }

    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    internal void Validate()
    {
        var faults = new OptionFaults(nameof(BatchScorerOptions));
        faults.Range(nameof(MaxBatchSize), MaxBatchSize, 1, 4_096, "64 suits most models");
        faults.Check(
            MaxDelay >= TimeSpan.Zero && MaxDelay <= TimeSpan.FromSeconds(10),
            nameof(MaxDelay),
            MaxDelay.ToString("c", CultureInfo.InvariantCulture),
            "0 to 10 seconds",
            "0 takes the texts that are there");
        faults.Range(nameof(QueueCapacity), QueueCapacity, 1, 1_000_000, "1,024 is usual");
        faults.Defined(nameof(WhenFull), WhenFull, "Wait is usual");
        faults.ThrowIfAny();
    }
}
