namespace ContextMemory.MLNet.Training;

/// <summary>How often a training reads its rows, and how large its steps are, where options leave that open.</summary>
/// <param name="RowsToRead">Rows that all epochs read together, about.</param>
/// <param name="FewestEpochs">However many the rows.</param>
/// <param name="MostEpochs">However few the rows.</param>
/// <param name="LearningRate">The largest step size.</param>
internal readonly record struct Reading(int RowsToRead, int FewestEpochs, int MostEpochs, double LearningRate)
{
    /// <summary>The options with what is 0 derived from the number of training rows.</summary>
    public TrainingOptions For(TrainingOptions options, int rows) => (options with
    {
        Epochs = options.Epochs > 0 ? options.Epochs : Math.Clamp(RowsToRead / Math.Max(1, rows), FewestEpochs, MostEpochs),
        LearningRate = options.LearningRate > 0 ? options.LearningRate : LearningRate,
    }).For(rows);
}
