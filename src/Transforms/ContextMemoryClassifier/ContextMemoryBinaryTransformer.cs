using ContextMemory.MLNet.Columns;
using ContextMemory.MLNet.Persistence;
using ContextMemory.MLNet.Tasks;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Tokenization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace ContextMemory.MLNet;

/// <summary>A trained classifier of two classes: adds PredictedLabel, Score (the log odds of true) and Probability (of true).</summary>
public sealed class ContextMemoryBinaryTransformer : TextModelTransformer
{
    internal const string Kind = "binary";

    private const string Task = "BinaryClassification";
    private const int TrueClass = 1;
    private const int PredictedLabelColumn = 0;
    private const int ScoreColumn = 1;

    private readonly ClassificationModel _model;

    internal ContextMemoryBinaryTransformer(
        IHostEnvironment environment, string inputColumnName, ClassificationModel model, TrainingReport? report)
        : base(environment, nameof(ContextMemoryBinaryTransformer), inputColumnName, report) => _model = model;

    /// <summary>Training documents whose words and runs of words the model holds, to find those most like a text (<see cref="NGramOptions.Neighbors"/>).</summary>
    public int RememberedDocuments => _model.NGrams?.Memory?.Count ?? 0;

    /// <summary>What classifies strings, of any number of callers together.</summary>
    /// <param name="options">How texts are grouped, and how many may wait; null for the defaults.</param>
    /// <exception cref="ArgumentException">The options have faults, all of which are named.</exception>
    public BatchScorer<BinaryPrediction> CreateBatchScorer(BatchScorerOptions? options = null) => CreateBatchScorer(options, probabilities =>
    {
        float score = LogOdds(probabilities);
        return new BinaryPrediction(score > 0, score, probabilities[TrueClass]);
    });

    private protected override IStreamingModel Model => _model;

    private protected override string SavedKind => Kind;

    internal static ContextMemoryBinaryTransformer Load(
        IHostEnvironment environment, string inputColumnName, ContentReader reader, TokenizerRegistry tokenizers) =>
        new(environment, inputColumnName, ClassificationCodec.Read(reader, tokenizers.Find), report: null);

    internal EarlierModel ToEarlier() => new(_model, LabelValues.None);

    private protected override void WriteContent(BinaryWriter writer) => ClassificationCodec.Write(writer, _model);

    internal override DataViewSchema.DetachedColumn[] CreateColumns(DataViewSchema input)
    {
        uint setId = ScoreColumns.NextSetId(input);
        DataViewSchema.Annotations.Builder probability = Annotate(ScoreColumns.Probability);
        probability.AddPrimitiveValue(ScoreColumns.IsNormalized, BooleanDataViewType.Instance, true);
        return
        [
            new(ScoreColumns.PredictedLabel, BooleanDataViewType.Instance, Annotate(ScoreColumns.PredictedLabel).ToAnnotations()),
            new(ScoreColumns.Score, NumberDataViewType.Single, Annotate(ScoreColumns.Score).ToAnnotations()),
            new(ScoreColumns.Probability, NumberDataViewType.Single, probability.ToAnnotations()),
        ];

        DataViewSchema.Annotations.Builder Annotate(string value)
        {
            var builder = new DataViewSchema.Annotations.Builder();
            ScoreColumns.Annotate(builder, setId, Task, value);
            return builder;
        }
    }

    internal override Delegate CreateGetter(int column, Func<ReadOnlyMemory<float>> result) => column switch
    {
        PredictedLabelColumn => (ValueGetter<bool>)((ref bool value) => value = LogOdds(result().Span) > 0),
        ScoreColumn => (ValueGetter<float>)((ref float value) => value = LogOdds(result().Span)),
        _ => (ValueGetter<float>)((ref float value) => value = result().Span[TrueClass]),
    };

    // Not the logarithm of the quotient, which is infinite where one of them is near zero.
    private static float LogOdds(ReadOnlySpan<float> probabilities) =>
        MathF.Log(MathF.Max(probabilities[TrueClass], float.Epsilon)) - MathF.Log(MathF.Max(probabilities[1 - TrueClass], float.Epsilon));
}
