using ContextMemory.MLNet.Corpus;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Summarization;

/// <summary>Trains a summarizer: reads the documents once for the vocabulary and once for what the learner keeps of them.</summary>
internal sealed class SummarizationTrainer
{
    public required EncoderOptions Encoder { get; init; }

    public required EncoderOptions Memory { get; init; }

    public required TokenCoderBuilder CoderBuilder { get; init; }

    public required TrainingOptions Training { get; init; }

    public required SummarySelector Selector { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>How many training documents there are; null where that is not known before they have been read.</summary>
    public long? RowCount { get; init; }

    /// <param name="rows">The training documents; read twice, and both times the same.</param>
    /// <param name="validationRows">Documents to choose the best epoch by, or null to hold out some of the training documents.</param>
    /// <exception cref="InvalidOperationException">There is no document with a reference or a label.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while the documents are read.</exception>
    public (SummarizationModel Model, TrainingReport Report) Train(IEnumerable<SummaryDocument> rows, IEnumerable<SummaryDocument>? validationRows)
    {
        var budget = new TimeBudget(Training, Seed);
        MemoryRoom.Check(Training);
        using PretrainedStart? transformer = PretrainedStart.Open(Encoder, Training);
        EncoderOptions encoder = transformer?.Encoder ?? Encoder;
        TokenCoderBuilder coderBuilder = transformer is null ? CoderBuilder : new FixedCoderBuilder(transformer.Coder);
        coderBuilder.Bound(Training.MaxMemoryMB);
        int learnable = 0;
        int left = 0;
        var passes = new TwoPasses<SummaryDocument>(rows, validationRows, Training, Seed, RowCount);
        passes.Count(Note, row => AddWords(row, coderBuilder));
        if (learnable == 0)
        {
            throw new InvalidOperationException(
                left == 0
                    ? "The training data has no rows. Pass data with at least one text that has a reference summary."
                    : $"None of the {left} training rows has a sentence and a reference summary. Check the names of the columns.");
        }

        var model = new SummarizationModel(coderBuilder.Build(), encoder, Memory, Kernels.Current);
        double peak = TrainingMemory.NowMB;
        MemoryRoom room = MemoryRoom.For(Training, model.Layout);
        using var training = new EncodedSummaries(room);
        using var validation = new EncodedSummaries(room);
        foreach ((SummaryDocument row, bool isValidation) in passes.Second())
        {
            Add(model, row, isValidation ? validation : training, isValidation);
        }

        model.Weights.Initialize(Seed);
        transformer?.Load(model.Weights);
        var objective = new SummarizationObjective(model, training, validation, Selector);
        (Effort effort, TrainingOptions chosen) = budget.Choose(
            objective, effort => SummarizationRecipe.Resolve(encoder, Training with { Effort = effort }, training.Documents.Count).Training);
        var recipe = new SummarizationRecipe(effort, chosen);
        TrainingReport report = new Trainer(objective, recipe.Training, Seed) { OtherStagesMB = peak }.Run();
        return (model, report with { RowsWithoutLabel = left, Recipe = recipe.Describe() });

        bool Note(SummaryDocument row)
        {
            bool exist = SummaryTargets.Exist(row);
            learnable += exist ? 1 : 0;
            left += exist ? 0 : 1;
            return exist;
        }
    }

    private static void AddWords(SummaryDocument row, TokenCoderBuilder coderBuilder)
    {
        foreach (string sentence in row.Sentences)
        {
            coderBuilder.Add(sentence);
        }
    }

    private void Add(SummarizationModel model, SummaryDocument row, EncodedSummaries target, bool isMeasured)
    {
        if (!SummaryTargets.Exist(row))
        {
            return;
        }

        target.Documents.Add(model.Encode(row.Sentences, row.Title));
        target.Targets.Add(new SummaryTargets(Selector.Limits.Sentences).Of(row));
        if (isMeasured)
        {
            target.Sentences.Add(row.Sentences);
            target.References.Add(SummaryTargets.References(row));
        }
    }
}
