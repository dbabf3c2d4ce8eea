using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Kind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace Microsoft.ML.Trainers;

public sealed class SdcaMaximumEntropyMulticlassTrainer : IEstimator<MulticlassPredictionTransformer<MaximumEntropyModelParameters>>
{
    private const double ConvergenceTolerance = 0.1;
    private const float SmallestL2 = 1e-9f;

    private readonly IHost _host;
    private readonly string _labelName;
    private readonly string _featureName;
    private readonly string _weightName;
    private readonly float? _l2;
    private readonly float? _l1;
    private readonly int? _maximumNumberOfIterations;

    internal SdcaMaximumEntropyMulticlassTrainer(IHostEnvironment env, string labelName, string featureName, string weightName, float? l2, float? l1, int? maximumNumberOfIterations)
    {
        _host = env.Register("SdcaTrainerBase");
        _labelName = Contracts.CheckNonEmpty(labelName);
        _featureName = Contracts.CheckNonEmpty(featureName);
        _weightName = weightName;
        Contracts.CheckParam(l2 is null or >= 0, "L2Regularization", "L2 constant must be non-negative.");
        Contracts.CheckParam(l1 is null or >= 0, "L1Regularization", "L1 threshold must be non-negative.");
        Contracts.CheckParam(maximumNumberOfIterations is null or > 0, "MaximumNumberOfIterations", "Max number of iterations must be positive.");
        _l2 = l2;
        _l1 = l1;
        _maximumNumberOfIterations = maximumNumberOfIterations;
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Check(inputSchema, "feature", new SchemaShape.Column(_featureName, Kind.Vector, NumberDataViewType.Single, false));
        if (_weightName != null)
        {
            Check(inputSchema, "weight", new SchemaShape.Column(_weightName, Kind.Scalar, NumberDataViewType.Single, false));
        }
        var label = Check(inputSchema, "label", new SchemaShape.Column(_labelName, Kind.Scalar, NumberDataViewType.UInt32, true));
        return inputSchema.With(MulticlassScoreColumns.Shapes(label));
    }

    public MulticlassPredictionTransformer<MaximumEntropyModelParameters> Fit(IDataView input)
    {
        GetOutputSchema(SchemaShape.Create(Contracts.CheckValue(input).Schema));
        using var channel = _host.Start("Training");
        var data = input.CanShuffle ? input : new ShuffledDataView(input, _host.Rand.Next(), 1000, shuffleSource: true);
        var reader = new SdcaReader(data, data.Schema[_featureName], data.Schema[_labelName], _weightName == null ? null : data.Schema[_weightName]);
        if (reader.SkippedCount > 0)
        {
            channel.Warning(MessageSensitivity.None, "Skipped {0} instances with missing features/label during training", reader.SkippedCount);
        }
        Contracts.Check(reader.Count > 0, "Training set has 0 instances, aborting training.");
        var model = Train(channel, reader);
        var trainSchema = new DataViewSchema.Builder();
        trainSchema.AddColumn(_featureName, reader.Features.Type);
        trainSchema.AddColumn(_labelName, reader.Label.Type, reader.Label.Annotations);
        return new(_host, model, trainSchema.ToSchema());
    }

    private MaximumEntropyModelParameters Train(IChannel channel, SdcaReader reader)
    {
        int classCount = checked((int)((KeyDataViewType)reader.Label.Type).Count);
        int featureCount = ((VectorDataViewType)reader.Features.Type).Size;
        int iterations = _maximumNumberOfIterations ?? Math.Max(2, Math.Max(1, 500000 / reader.Count) * 3);
        float l2 = Math.Max(SmallestL2, _l2 ?? Math.Max(1e-6f, 20f / ((float)Math.Max(2, iterations / 2) * reader.Count)));
        float l1 = _l1 ?? featureCount switch { < 100 => 0, < 1000 => 0.25f, < 10000 => 0.5f, _ => 1 };
        channel.Info(MessageSensitivity.None, "Training with at most {0} iterations, L2 = {1}, L1Threshold (L1/L2) = {2}.", iterations, l2, l1);

        var solver = new SdcaSolver(reader.Count, classCount, featureCount, l2, l1);
        var best = solver.Weights;
        double bestPrimal = double.PositiveInfinity;
        for (int i = 0; i < iterations; i++)
        {
            foreach (var row in reader.Read(_host.Rand))
            {
                solver.Update(row);
            }
            var (primal, dual) = solver.Objectives(reader.Read());
            if (primal < bestPrimal)
            {
                bestPrimal = primal;
                best = Array.ConvertAll(solver.Weights, weights => weights.ToArray());
            }
            if ((primal - dual) / primal < ConvergenceTolerance)
            {
                channel.Info(MessageSensitivity.None, "Converged after {0} iterations.", i + 1);
                break;
            }
        }
        return new MaximumEntropyModelParameters(Array.ConvertAll(best, weights => weights[..^1]), Array.ConvertAll(best, weights => weights[^1]));
    }

    private static SchemaShape.Column Check(SchemaShape schema, string role, SchemaShape.Column expected)
    {
        if (!Contracts.CheckValue(schema).TryFindColumn(expected.Name, out var found))
        {
            throw Contracts.ExceptSchemaMismatch("inputSchema", role, expected.Name);
        }
        if (found.Kind != expected.Kind || !found.ItemType.Equals(expected.ItemType) || found.IsKey != expected.IsKey)
        {
            throw Contracts.ExceptSchemaMismatch("inputSchema", role, expected.Name, expected.GetTypeString(), found.GetTypeString());
        }
        return found;
    }
}
