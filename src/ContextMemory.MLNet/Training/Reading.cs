namespace ContextMemory.MLNet.Training;

/// <summary>How often a training reads its rows, and how large its steps are, where options leave that open.</summary>
/// <param name="RowsToRead">Rows that all epochs read together, about.</param>
/// <param name="FewestEpochs">However many the rows.</param>
/// <param name="MostEpochs">However few the rows.</param>
/// <param name="LearningRate">The largest step size.</param>
internal readonly record struct Reading(int RowsToRead, int FewestEpochs, int MostEpochs, double LearningRate)
{
    /// <summary>Where nothing else is known of the task.</summary>
    public static Reading Usual { get; } = new(RowsToRead: 60_000, FewestEpochs: 4, MostEpochs: 12, LearningRate: 2e-3);

    /// <summary>The same of few rows.</summary>
    public static Reading OfFewRows { get; } = Usual with { LearningRate = TrainingOptions.LargeLearningRate };

    /// <summary>Number of epochs for so many training rows.</summary>
    public int EpochsFor(int rows) => Math.Clamp(RowsToRead / Math.Max(1, rows), FewestEpochs, MostEpochs);
}
