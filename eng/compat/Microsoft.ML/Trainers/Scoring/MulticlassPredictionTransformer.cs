using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

[assembly: LoadableClass(typeof(MulticlassPredictionTransformer<MaximumEntropyModelParameters>), typeof(MulticlassPredictionLoader), null, typeof(SignatureLoadModel), "", MulticlassPredictionLoader.LoaderSignature)]

namespace Microsoft.ML.Data;

/// <summary>What a prediction transformer needs of its model.</summary>
internal interface IMulticlassModel
{
    void Score(in VBuffer<float> features, Span<float> scores);

    void Save(BinaryWriter writer);
}

public sealed class MulticlassPredictionTransformer<TModel> : RowToRowTransformerBase, ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
{
    private readonly DataViewSchema _trainSchema;
    private readonly DataViewSchema.Column _label;

    /// <param name="trainSchema">The feature column and after it the label column.</param>
    internal MulticlassPredictionTransformer(IHostEnvironment env, TModel model, DataViewSchema trainSchema)
        : base(env)
    {
        Model = model;
        _trainSchema = trainSchema;
        _label = trainSchema[1];
    }

    public TModel Model { get; }

    public string FeatureColumnName => _trainSchema[0].Name;

    public DataViewType FeatureColumnType => _trainSchema[0].Type;

    private IMulticlassModel Scorer => (IMulticlassModel)Model;

    private protected override AddedColumn[] AddColumns(DataViewSchema inputSchema)
    {
        var features = inputSchema.GetColumnOrNull(FeatureColumnName) ?? throw Contracts.ExceptSchemaMismatch(nameof(inputSchema), "feature", FeatureColumnName);
        if (!features.Type.Equals(FeatureColumnType))
        {
            throw Contracts.ExceptSchemaMismatch(nameof(inputSchema), "feature", FeatureColumnName, FeatureColumnType.ToString(), features.Type.ToString());
        }
        return
        [
            new AddedColumn(MulticlassScoreColumns.PredictedLabel(_label, inputSchema), [features.Index], row => MakePredictedLabelGetter(row, features)),
            new AddedColumn(MulticlassScoreColumns.Score(_label, inputSchema), [features.Index], row => MakeScoreGetter(row, features)),
        ];
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(MulticlassPredictionLoader.Version);
        SchemaCodec.Write(ctx.Writer, _trainSchema);
        Scorer.Save(ctx.Writer);
    }

    private ValueGetter<VBuffer<float>> MakeScoreGetter(DataViewRow row, DataViewSchema.Column column)
    {
        int classCount = checked((int)((KeyDataViewType)_label.Type).Count);
        var getter = row.GetGetter<VBuffer<float>>(column);
        VBuffer<float> features = default;
        return (ref VBuffer<float> scores) =>
        {
            getter(ref features);
            var editor = VBufferEditor.Create(ref scores, classCount);
            Scorer.Score(features, editor.Values);
            scores = editor.Commit();
        };
    }

    private ValueGetter<uint> MakePredictedLabelGetter(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = MakeScoreGetter(row, column);
        VBuffer<float> scores = default;
        return (ref uint label) =>
        {
            getter(ref scores);
            var values = scores.GetValues();
            int best = 0;
            for (int i = 1; i < values.Length; i++)
            {
                best = values[i] > values[best] ? i : best;
            }
            label = float.IsNaN(values[best]) ? 0 : (uint)best + 1;
        };
    }
}

internal static class MulticlassPredictionLoader
{
    public const string LoaderSignature = "MulticlassPredXfer";

    public static VersionInfo Version => StandInModel.Version("MULTPRED", LoaderSignature);

    internal static MulticlassPredictionTransformer<MaximumEntropyModelParameters> Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        var trainSchema = SchemaCodec.Read(ctx.Reader);
        return new(env, MaximumEntropyModelParameters.Load(ctx.Reader), trainSchema);
    }
}
