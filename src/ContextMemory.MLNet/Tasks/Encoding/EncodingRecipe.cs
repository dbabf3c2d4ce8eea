using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Encoding;

/// <summary>All values that training an encoder on text alone uses: what options left open has been derived from the rows and the effort.</summary>
/// <param name="Effort">How much time it may cost.</param>
/// <param name="Training">Of the training.</param>
internal sealed record EncodingRecipe(Effort Effort, TrainingOptions Training)
{
    private static readonly Reading Fast = new(RowsToRead: 6_000, FewestEpochs: 1, MostEpochs: 4, LearningRate: 0.008);
    private static readonly Reading Balanced = new(RowsToRead: 20_000, FewestEpochs: 2, MostEpochs: 12, LearningRate: 0.008);

    /// <param name="options">Epochs, a batch size and a learning rate of 0 are derived.</param>
    /// <param name="rows">Number of training texts.</param>
    public static EncodingRecipe Resolve(TrainingOptions options, int rows) => new(options.Effort, options.Effort switch
    {
        Effort.Fast => options.For(rows, Fast),
        Effort.Balanced => options.For(rows, Balanced),
        _ => options.ForWholeTexts().For(rows),
    });

    /// <summary>For the report.</summary>
    public TrainingRecipe Describe() => new()
    {
        Effort = Effort,
        Settings = new Dictionary<string, string>(TrainingRecipe.SettingsOf(Training)),
        Next = Effort == Effort.Best ? null : "The next effort reads the texts about three times as often.",
    };
}
