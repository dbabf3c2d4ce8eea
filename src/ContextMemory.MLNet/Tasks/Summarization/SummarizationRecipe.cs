namespace ContextMemory.MLNet.Tasks.Summarization;

/// <summary>All values that training a summarizer uses: what options left open has been derived from the documents and the effort.</summary>
/// <param name="Effort">How much time it may cost.</param>
/// <param name="Training">Of the training.</param>
internal sealed record SummarizationRecipe(Effort Effort, TrainingOptions Training)
{
    /// <param name="encoder">Of the sentences.</param>
    /// <param name="options">Epochs, a batch size and a learning rate of 0 are derived.</param>
    /// <param name="documents">Number of training documents.</param>
    public static SummarizationRecipe Resolve(EncoderOptions encoder, TrainingOptions options, int documents)
    {
        (int epochs, double rate) = options.Effort switch
        {
            Effort.Fast => (2, 8e-3),
            Effort.Balanced => (4, 4e-3),

            // The rate is derived from the number of documents.
            _ => (8, 0),
        };
        rate = encoder is PretrainedOptions ? PretrainedOptions.UsualRateOfNewLayers : rate;
        TrainingOptions chosen = options with
        {
            Epochs = options.Epochs > 0 ? options.Epochs : epochs,
            LearningRate = options.LearningRate > 0 ? options.LearningRate : rate,
        };
        return new SummarizationRecipe(options.Effort, chosen.For(documents));
    }

    /// <summary>For the report.</summary>
    public TrainingRecipe Describe() => new()
    {
        Effort = Effort,
        Settings = new Dictionary<string, string>(TrainingRecipe.SettingsOf(Training)),
        Next = Effort == Effort.Best ? null : "The next effort reads the documents twice as often.",
    };
}
