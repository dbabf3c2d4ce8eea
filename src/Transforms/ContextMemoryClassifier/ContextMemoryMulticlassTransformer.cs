using System.Numerics.Tensors;
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

/// <summary>A trained classifier: adds PredictedLabel (the key of the most probable class) and Score (the classes' probabilities).</summary>
public sealed class ContextMemoryMulticlassTransformer : TextModelTransformer
{
    internal const string Kind = "multiclass";

    private const string Task = "MulticlassClassification";
    private const int PredictedLabelColumn = 0;

    private readonly ClassificationModel _model;
    private readonly LabelValues _labels;

    internal ContextMemoryMulticlassTransformer(
        IHostEnvironment environment, string inputColumnName, ClassificationModel model, LabelValues labels, TrainingReport? report)
        : base(environment, nameof(ContextMemoryMulticlassTransformer), inputColumnName, report)
    {
        _model = model;
        _labels = labels;
    }

    /// <summary>The classes in the order of Score, as text; empty where the label column did not name them.</summary>
    public IReadOnlyList<string> Labels => _labels.Names;

    /// <summary>Number of classes.</summary>
    public int ClassCount => _model.ClassCount;

    /// <summary>Training documents whose words and runs of words the model holds, to find those most like a text (<see cref="NGramOptions.Neighbors"/>).</summary>
    public int RememberedDocuments => _model.NGrams?.Memory?.Count ?? 0;

    /// <summary>What classifies strings, of any number of callers together.</summary>
    /// <param name="options">How texts are grouped, and how many may wait; null for the defaults.</param>
    /// <exception cref="ArgumentException">The options have faults, all of which are named.</exception>
    public BatchScorer<MulticlassPrediction> CreateBatchScorer(BatchScorerOptions? options = null) => CreateBatchScorer(options, probabilities =>
    {
        int best = TensorPrimitives.IndexOfMax<float>(probabilities);
        return new MulticlassPrediction(best, Labels.Count > 0 ? Labels[best] : null, probabilities[best], probabilities);
    });

    private protected override IStreamingModel Model => _model;

    private protected override IReadOnlyList<string> ScoreNames => Labels;

    private protected override string SavedKind => Kind;

    internal static ContextMemoryMulticlassTransformer Load(
        IHostEnvironment environment, string inputColumnName, ContentReader reader, TokenizerRegistry tokenizers)
    {
        LabelValues labels = LabelValues.Read(reader);
        ClassificationModel model = ClassificationCodec.Read(reader, tokenizers.Find);
        if (labels.ItemType is not null && labels.Count != model.ClassCount)
        {
            throw new InvalidDataException($"The model is damaged: it names {labels.Count} classes and tells {model.ClassCount} apart.");
        }

        return new ContextMemoryMulticlassTransformer(environment, inputColumnName, model, labels, report: null);
    }

    internal EarlierModel ToEarlier() => new(_model, _labels);

    private protected override void WriteContent(BinaryWriter writer)
    {
        _labels.Write(writer);
        ClassificationCodec.Write(writer, _model);
    }

    internal override DataViewSchema.DetachedColumn[] CreateColumns(DataViewSchema input)
    {
        uint setId = ScoreColumns.NextSetId(input);
        var predicted = new DataViewSchema.Annotations.Builder();
        ScoreColumns.Annotate(predicted, setId, Task, ScoreColumns.PredictedLabel);
        _labels.Annotate(predicted, LabelValues.KeyValues);

        var score = new DataViewSchema.Annotations.Builder();
        ScoreColumns.Annotate(score, setId, Task, ScoreColumns.Score);
        _labels.Annotate(score, LabelValues.TrainingLabelValues);
        if (_labels.ItemType is TextDataViewType)
        {
            _labels.Annotate(score, LabelValues.SlotNames);
        }

        return
        [
            new(ScoreColumns.PredictedLabel, new KeyDataViewType(typeof(uint), ClassCount), predicted.ToAnnotations()),
            new(ScoreColumns.Score, new VectorDataViewType(NumberDataViewType.Single, ClassCount), score.ToAnnotations()),
        ];
    }

    internal override Delegate CreateGetter(int column, Func<ReadOnlyMemory<float>> result) =>
        column == PredictedLabelColumn

            // Keys count from 1.
            ? (ValueGetter<uint>)((ref uint value) => value = (uint)TensorPrimitives.IndexOfMax(result().Span) + 1)
            : Getters.Vector(result);
}
