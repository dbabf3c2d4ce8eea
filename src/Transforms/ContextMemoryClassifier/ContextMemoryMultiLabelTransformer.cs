using ContextMemory.MLNet.Batching;
using ContextMemory.MLNet.Columns;
using ContextMemory.MLNet.Persistence;
using ContextMemory.MLNet.Tasks;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Tokenization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace ContextMemory.MLNet;

/// <summary>
/// A trained classifier of any number of labels a text: adds PredictedLabels (the labels whose probability reaches their threshold, the
/// most probable first; none where none does) and Score (the probability of each label; these do not sum to 1).
/// </summary>
public sealed class ContextMemoryMultiLabelTransformer : TextModelTransformer
{
    internal const string Kind = "multilabel";

    private const int PredictedLabelsColumn = 0;

    private readonly ClassificationModel _model;
    private readonly LabelValues _values;
    private readonly ReadOnlyMemory<char>[] _labels;

    internal ContextMemoryMultiLabelTransformer(
        IHostEnvironment environment, string inputColumnName, ClassificationModel model, LabelValues values, TrainingReport? report)
        : base(environment, nameof(ContextMemoryMultiLabelTransformer), inputColumnName, report)
    {
        _model = model;
        _values = values;
        _labels = [.. values.Names.Select(name => name.AsMemory())];
    }

    /// <summary>The labels in the order of Score.</summary>
    public IReadOnlyList<string> Labels => _values.Names;

    /// <summary>
    /// The probability from which on a text is said to have each label, in the order of Score: those of the best F1 on the validation
    /// rows, or 0.5 where there were none.
    /// </summary>
    public IReadOnlyList<float> Thresholds => _model.Thresholds;

    /// <summary>What classifies strings, of any number of callers together.</summary>
    /// <param name="options">How texts are grouped, and how many may wait; null for the defaults.</param>
    /// <exception cref="ArgumentException">The options have faults, all of which are named.</exception>
    public BatchScorer<MultiLabelPrediction> CreateBatchScorer(BatchScorerOptions? options = null) => CreateBatchScorer(
        options, probabilities => new MultiLabelPrediction([.. Predicted(probabilities).Select(label => Labels[label])], probabilities));

    private protected override IStreamingModel Model => _model;

    private protected override string SavedKind => Kind;

    internal static ContextMemoryMultiLabelTransformer Load(
        IHostEnvironment environment, string inputColumnName, ContentReader reader, TokenizerRegistry tokenizers)
    {
        LabelValues values = LabelValues.Read(reader);
        ClassificationModel model = ClassificationCodec.Read(reader, tokenizers.Find);
        return model.IsMultiLabel && values.Count == model.ClassCount
            ? new ContextMemoryMultiLabelTransformer(environment, inputColumnName, model, values, report: null)
            : throw new InvalidDataException($"The model is damaged: it names {values.Count} labels and gives {model.Thresholds.Length} thresholds.");
    }

    private protected override void WriteContent(BinaryWriter writer)
    {
        _values.Write(writer);
        ClassificationCodec.Write(writer, _model);
    }

    internal override DataViewSchema.DetachedColumn[] CreateColumns(DataViewSchema input)
    {
        var score = new DataViewSchema.Annotations.Builder();
        _values.Annotate(score, LabelValues.SlotNames);
        return
        [
            new(ScoreColumns.PredictedLabels, new VectorDataViewType(TextDataViewType.Instance)),
            new(ScoreColumns.Score, new VectorDataViewType(NumberDataViewType.Single, _labels.Length), score.ToAnnotations()),
        ];
    }

    internal override Delegate CreateGetter(int column, Func<ReadOnlyMemory<float>> result) =>
        column == PredictedLabelsColumn ? Getters.Vector<ReadOnlyMemory<char>>(() => Predicted(result()).Select(label => _labels[label]).ToArray()) : Getters.Vector(result);

    private IEnumerable<int> Predicted(ReadOnlyMemory<float> probabilities) =>
        Enumerable.Range(0, _labels.Length)
            .Where(label => probabilities.Span[label] >= _model.Thresholds[label])
            .OrderByDescending(label => probabilities.Span[label]);
}
