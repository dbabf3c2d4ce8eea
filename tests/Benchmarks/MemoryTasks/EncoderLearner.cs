using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Benchmarks.MemoryTasks;

/// <summary>Trains a classifier that is one encoder alone, without what a classifier has beside it.</summary>
internal sealed class EncoderLearner(string name, EncoderOptions encoder, TaskSettings settings) : ITaskLearner
{
    public string Name => name;

    public int LongestDocument => int.MaxValue;

    public ITaskModel Train(MemoryTask task, IReadOnlyList<TaskDocument> training, IReadOnlyList<TaskDocument> validation)
    {
        var trainer = new ClassificationTrainer
        {
            Encoder = encoder,
            CoderBuilder = new VocabularyBuilder(new VocabularyOptions { MinimumCount = 1, HashBuckets = 1 }),
            Training = new TrainingOptions
            {
                Effort = Effort.Best,
                Epochs = settings.Epochs,
                BatchSize = settings.BatchSize,
                LearningRate = settings.LearningRate,

                // Such tasks are learned all of a sudden, after epochs without progress.
                Patience = settings.Epochs,
                Threads = settings.Threads,
            },
            Seed = (ulong)settings.Seed,
            RowCount = training.Count,
        };
        (ClassificationModel model, _) = trainer.Train(Rows(task, training), Rows(task, validation), task.Classes);
        return new EncoderModel(task, model, settings.Threads);
    }

    private static IEnumerable<LabeledText> Rows(MemoryTask task, IReadOnlyList<TaskDocument> documents) =>
        documents.Select(document => new LabeledText(task.TextOf(document).AsMemory(), document.Label));
}
