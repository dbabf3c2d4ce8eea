using ContextMemory.MLNet;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Tests.Support;
using Microsoft.ML;
using Transforms.Tests.Support;

namespace Transforms.Tests.Harness;

/// <summary>One of our estimators in one of its uses, with what is particular to it.</summary>
/// <param name="Name">The name under which tests ask for it.</param>
/// <param name="Create">Makes the estimator.</param>
/// <param name="Output">The columns it adds and their types.</param>
/// <param name="CreatePredictor">Makes a prediction engine whose results are printed as <see cref="RowPrinter"/> prints rows.</param>
internal sealed record EstimatorCase(
    string Name,
    Func<MLContext, IEstimator<TextTransformer>> Create,
    (string Name, string Type)[] Output,
    Func<MLContext, ITransformer, Func<Message, string>> CreatePredictor)
{
    /// <summary>The classifier that keeps a memory of documents: enough rows are held out to find that it helps.</summary>
    public const string Remembering = "multiclass, with a memory of documents";

    /// <summary>Loads messages as the estimator learns from them.</summary>
    public Func<MLContext, IReadOnlyList<Message>, IDataView> Load { get; init; } = Messages.Load;

    public string[] Columns { get; } = [.. Output.Select(column => column.Name)];

    public static IReadOnlyList<EstimatorCase> All { get; } =
    [
        .. EncoderKinds.LearnedFromNothing.Select(kind => Encode($"masked token, {kind}", new() { Encoder = Tiny.Encoder(kind) })),
        .. from kind in EncoderKinds.LearnedFromNothing
           let encoder = Tiny.Encoder(kind).With(new { Causal = true, Bidirectional = false })
           select Encode($"next token, {kind}", new() { Objective = TokenObjective.NextToken, Encoder = encoder }),
        .. from kind in EncoderKinds.Own
           from label in new[] { nameof(Message.Topic), nameof(Message.IsBilling), "Label" }
           let encoder = Tiny.Encoder(kind) with { Pooling = Pooling.Attention }
           select Encode($"label {label}, {kind}", new() { LabelColumnName = label, Encoder = encoder }),
        .. EncoderKinds.Own.Select(kind => Multiclass($"multiclass, {kind}", Tiny.Classifier with { Encoder = Tiny.Encoder(kind) })),
        Multiclass(Remembering, Tiny.Classifier with { Training = Tiny.Training with { ValidationFraction = 0.4 } }),
        .. EncoderKinds.Own.Select(Binary),
        .. EncoderKinds.Own.Select(MultiLabel),
        .. EncoderKinds.Own.Select(Entities),
        .. EncoderKinds.Own.Select(kind => Summaries($"summaries, {kind}", Tiny.Summaries with { Encoder = Tiny.Encoder(kind) })),
        .. EncoderKinds.LearnedFromNothing.Select(kind => Summaries($"summaries with {kind} memory", Tiny.Summaries with { Memory = Tiny.Encoder(kind) })),
    ];

    public static EstimatorCase Get(string name) => All.Single(one => one.Name == name);

    private static EstimatorCase Encode(string name, ContextMemoryEncodeOptions options) => new(
        name,
        context => context.Transforms.ContextMemoryEncode(options with { Vocabulary = Tiny.Vocabulary, Training = Tiny.Training }),
        [("Features", $"Vector<Single, {OutputSize(options.Encoder)}>")],
        Predictor<EncodedRow>(row => RowPrinter.Show("Features", row.Features)));

    private static EstimatorCase Multiclass(string name, ContextMemoryClassifierOptions options) => new(
        name,
        context => context.MulticlassClassification.Trainers.ContextMemoryClassifier(options),
        [("PredictedLabel", "Key<UInt32, 0-2>"), ("Score", "Vector<Single, 3>")],
        Predictor<MulticlassRow>(row => $"{RowPrinter.Show("PredictedLabel", row.PredictedLabel)} {RowPrinter.Show("Score", row.Score)}"));

    private static EstimatorCase Binary(EncoderKind kind) => new(
        $"binary, {kind}",
        context => context.BinaryClassification.Trainers.ContextMemoryClassifier(
            Tiny.Classifier with { LabelColumnName = nameof(Message.IsBilling), Encoder = Tiny.Encoder(kind) }),
        [("PredictedLabel", "Boolean"), ("Score", "Single"), ("Probability", "Single")],
        Predictor<BinaryRow>(row => string.Join(
            ' ',
            RowPrinter.Show("PredictedLabel", row.PredictedLabel),
            RowPrinter.Show("Score", row.Score),
            RowPrinter.Show("Probability", row.Probability))));

    private static EstimatorCase MultiLabel(EncoderKind kind) => new(
        $"any number of labels, {kind}",
        context => context.MulticlassClassification.Trainers.ContextMemoryMultiLabelClassifier(
            Tiny.Classifier with { LabelColumnName = "Labels", Encoder = Tiny.Encoder(kind) }),
        [("PredictedLabels", "Vector<String>"), ("Score", "Vector<Single, 3>")],
        Predictor<MultiLabelRow>(row => $"{RowPrinter.Show("PredictedLabels", row.PredictedLabels)} {RowPrinter.Show("Score", row.Score)}"))
    {
        Load = LabeledMessage.Load,
    };

    private static EstimatorCase Entities(EncoderKind kind) => new(
        $"entities, {kind}",
        context => context.Transforms.Text.ContextMemoryExtractEntities(Tiny.Entities with { Encoder = Tiny.Encoder(kind) }),
        [
            ("Entities", "Vector<String>"),
            ("EntitiesTypes", "Vector<String>"),
            ("EntitiesStarts", "Vector<Int32>"),
            ("EntitiesLengths", "Vector<Int32>"),
            ("EntitiesScores", "Vector<Single>"),
            ("EntitiesTokens", "Vector<String>"),
            ("EntitiesTags", "Vector<String>"),
        ],
        Predictor<EntityRow>(row => string.Join(
            ' ',
            RowPrinter.Show("Entities", row.Entities),
            RowPrinter.Show("EntitiesTypes", row.EntitiesTypes),
            RowPrinter.Show("EntitiesStarts", row.EntitiesStarts),
            RowPrinter.Show("EntitiesLengths", row.EntitiesLengths),
            RowPrinter.Show("EntitiesScores", row.EntitiesScores),
            RowPrinter.Show("EntitiesTokens", row.EntitiesTokens),
            RowPrinter.Show("EntitiesTags", row.EntitiesTags))))
    {
        Load = MarkedMessage.Load,
    };

    private static EstimatorCase Summaries(string name, ContextMemorySummarizeOptions options) => new(
        name,
        context => context.Transforms.Text.ContextMemorySummarize(options),
        [
            ("Summary", "String"),
            ("SummarySentences", "Vector<Int32>"),
            ("SummaryScores", "Vector<Single>"),
            ("SummaryStarts", "Vector<Int32>"),
            ("SummaryLengths", "Vector<Int32>"),
        ],
        Predictor<SummarizedRow>(row => string.Join(
            ' ',
            $"Summary='{row.Summary}'",
            RowPrinter.Show("SummarySentences", row.SummarySentences),
            RowPrinter.Show("SummaryScores", row.SummaryScores),
            RowPrinter.Show("SummaryStarts", row.SummaryStarts),
            RowPrinter.Show("SummaryLengths", row.SummaryLengths))));

    private static int OutputSize(EncoderOptions options) =>
        options.RecurrentSize is { } size ? size * (options.ReadsOneWay ? 1 : 2) : options.EmbeddingSize;

    private static Func<MLContext, ITransformer, Func<Message, string>> Predictor<TRow>(Func<TRow, string> print)
        where TRow : class, new() =>
        (context, transformer) =>
        {
            PredictionEngine<Message, TRow> engine = context.Model.CreatePredictionEngine<Message, TRow>(transformer);
            return message => print(engine.Predict(message));
        };
}
