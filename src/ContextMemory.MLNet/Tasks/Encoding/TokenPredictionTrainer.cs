using System.Diagnostics;
using ContextMemory.MLNet.Corpus;
using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Encoding;

/// <summary>Trains an encoder on text alone.</summary>
internal sealed class TokenPredictionTrainer
{
    public required EncoderOptions Encoder { get; init; }

    public required TokenCoderBuilder CoderBuilder { get; init; }

    public WordVectorOptions? WordVectors { get; init; }

    public required TrainingOptions Training { get; init; }

    public required TokenObjective Objective { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>How many training texts there are; null where that is not known before they have been read.</summary>
    public long? RowCount { get; init; }

    /// <param name="texts">The training texts, each valid until the next one is read; read twice, and both times the same.</param>
    /// <param name="validationTexts">Texts to choose the best epoch by, or null to hold out some of the training texts.</param>
    /// <exception cref="InvalidOperationException">There is no text.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while the texts or the word vectors are read.</exception>
    /// <exception cref="IOException">The file of word vectors cannot be opened.</exception>
    /// <exception cref="InvalidDataException">It is no file of word vectors, or has none for the words of the texts.</exception>
    public (EncodingModel Model, TrainingReport Report) Train(
        IEnumerable<ReadOnlyMemory<char>> texts, IEnumerable<ReadOnlyMemory<char>>? validationTexts = null)
    {
        MemoryRoom.Check(Training);
        using PretrainedStart? transformer = PretrainedStart.Open(Encoder, Training);
        if (transformer is not null)
        {
            return TakeOver(transformer);
        }

        var budget = new TimeBudget(Training, Seed);
        CoderBuilder.Bound(Training.MaxMemoryMB);
        using WordVectorStart? vectors = WordVectorStart.Open(WordVectors);
        EncoderOptions encoder = vectors?.Fit(Encoder) ?? Encoder;
        var passes = new TwoPasses<ReadOnlyMemory<char>>(texts, validationTexts, Training, Seed, RowCount);
        foreach ((ReadOnlyMemory<char> text, _) in passes.First())
        {
            CoderBuilder.Add(text.Span);
        }

        var predictor = new TokenPredictionModel(CoderBuilder.Build(), encoder, Kernels.Current, readsDocuments: true);
        double peak = TrainingMemory.NowMB;
        MemoryRoom room = MemoryRoom.For(Training, predictor.Layout);
        using var documents = new DocumentStore(room);
        using var heldOut = new DocumentStore(room);
        foreach ((ReadOnlyMemory<char> text, bool isValidation) in passes.Second())
        {
            (isValidation ? heldOut : documents).Add(predictor.Encode(text.Span));
        }

        bool holdsOut = validationTexts is not null || heldOut.Count >= HeldOutRows.Fewest;
        foreach (int[] codes in holdsOut ? [] : heldOut.ToArray())
        {
            documents.Add(codes);
        }

        if (documents.Count == 0)
        {
            throw new InvalidOperationException("The training data has no rows. Pass data with at least one text.");
        }

        predictor.Weights.Initialize(Seed);
        WordVectorCoverage? coverage = vectors?.Load(predictor, documents, Training);
        var objective = new TokenPredictionObjective(
            predictor, Objective, documents, holdsOut ? heldOut : [], Seed, holdsOut ? [documents, heldOut] : [documents]);
        (Effort effort, TrainingOptions chosen) = budget.Choose(
            objective, effort => EncodingRecipe.Resolve(Training with { Effort = effort }, documents.Count).Training);
        var recipe = new EncodingRecipe(effort, chosen);
        TrainingReport report = new Trainer(objective, recipe.Training, Seed) { OtherStagesMB = peak }.Run();
        var model = new EncodingModel(predictor.Coder, encoder, Kernels.Current);
        model.CopyParametersFrom(predictor);
        return (model, report with { WordVectors = coverage, Recipe = recipe.Describe() });
    }

    /// <summary>A pretrained transformer has learned from more text than there is here: it is taken as it is.</summary>
    private (EncodingModel Model, TrainingReport Report) TakeOver(PretrainedStart transformer)
    {
        var clock = Stopwatch.StartNew();
        EncodingModel model = EncodingModel.Of(transformer, Seed);
        return (model, new TrainingReport
        {
            Epochs = [],
            BestEpoch = 0,
            WasCancelled = false,
            TrainingRows = 0,
            ValidationRows = 0,
            Parameters = model.ParameterCount,
            Elapsed = clock.Elapsed,
            Options = Training,
        });
    }
}
