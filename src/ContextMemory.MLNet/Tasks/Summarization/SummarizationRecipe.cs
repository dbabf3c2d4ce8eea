using static System.FormattableString;

namespace ContextMemory.MLNet.Tasks.Summarization;

/// <summary>All values that training a summarizer uses: what options left open has been derived from the documents and the effort.</summary>
/// <param name="Effort">How much time it may cost.</param>
/// <param name="Training">Of the training.</param>
internal sealed record SummarizationRecipe(Effort Effort, TrainingOptions Training)
{
    private static readonly TrainingOptions Fast = new() { Epochs = 2, LearningRate = 8e-3 };
    private static readonly TrainingOptions Balanced = new() { Epochs = 4, LearningRate = 4e-3 };

    /// <param name="options">A batch size and a learning rate of 0 are derived.</param>
    /// <param name="documents">Number of training documents.</param>
    public static SummarizationRecipe Resolve(TrainingOptions options, int documents) => new(options.Effort, (options.Effort switch
    {
        Effort.Fast => options.Over(Fast),
        Effort.Balanced => options.Over(Balanced),
        _ => options,
    }).For(documents));

    /// <summary>For the report.</summary>
    public TrainingRecipe Describe() => new()
    {
        Effort = Effort,
        Settings = new Dictionary<string, string>
        {
            ["Training.Epochs"] = Invariant($"{Training.Epochs}"),
            ["Training.BatchSize"] = Invariant($"{Training.BatchSize}"),
            ["Training.LearningRate"] = Invariant($"{Training.LearningRate}"),
        },
        Next = Effort == Effort.Best ? null : "The next effort reads the documents twice as often.",
    };
}
