using System.Collections.Concurrent;
using ContextMemory.MLNet.Corpus;
using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Engines.Managed;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Encoding;

/// <summary>
/// Cross entropy of the tokens asked for, each told from those around it; where the model reads documents, also, counting as much, of the
/// words that a document has, all told from its vector (Le and Mikolov 2014, section 2.3), so that the vector knows what the document is
/// about. On the validation rows the same tokens are asked for every time.
/// </summary>
internal sealed class TokenPredictionObjective : Objective, IManagedObjective
{
    private const int ValidationGroup = 32;

    private readonly TokenPredictionModel _model;
    private readonly TokenObjective _objective;
    private readonly IReadOnlyList<int[]> _training;
    private readonly IReadOnlyList<int[]> _validation;
    private readonly RowStore[] _stores;
    private readonly ulong _seed;
    private readonly int[] _lengths;
    private readonly int[] _targetCounts;
    private readonly int _validationTargets;

    /// <param name="model">What is trained.</param>
    /// <param name="objective">What is asked for.</param>
    /// <param name="training">The rows to learn from.</param>
    /// <param name="validation">The rows to measure by.</param>
    /// <param name="seed">Of what is asked for in validation.</param>
    /// <param name="stores">Where the rows are kept.</param>
    public TokenPredictionObjective(
        TokenPredictionModel model,
        TokenObjective objective,
        IReadOnlyList<int[]> training,
        IReadOnlyList<int[]> validation,
        ulong seed,
        params RowStore[] stores)
    {
        _model = model;
        _objective = objective;
        _training = training;
        _validation = validation;
        _seed = seed;
        _stores = stores;
        _lengths = [.. training.Select(codes => TokenCodes.CountTokens(codes))];
        var mask = new TokenMask(model, objective);
        _targetCounts = [.. training.Select(codes => TokenMask.TargetCount(mask.CountCandidates(codes)))];
        _validationTargets = validation.Sum(codes => TokenMask.TargetCount(mask.CountCandidates(codes)));
    }

    public override NetworkSpec Network => _model.Network;

    public override Weights Weights => _model.Weights;

    public override int ExampleCount => _training.Count;

    public override int ValidationCount => _validation.Count;

    public override int RowsOnDisk => _stores.Sum(store => store.OnDisk);

    public override int TokenCount(int example) => _lengths[example];

    public override int SegmentLength => _model.Encoder.SegmentLength;

    public override double TargetCount(int example) => _targetCounts[example];

    public override void Identify(TrainingIdentity identity)
    {
        base.Identify(identity);
        identity.AddOptions("Encoder", OptionsJson.Write(_model.Options));
        identity.Add("frozen word vectors", (_model.Encoder.Table.FrozenRows is not null).ToString());
        identity.Add("objective", _objective.ToString());
        identity.AddHash("training data", hash => hash.Add(_training));
        identity.AddHash("validation data", hash => hash.Add(_validation));
    }

    public override ExampleBatch CreateBatch() => new TokenPredictionBatch(_model, _objective, _training);

    public ShardLearner CreateLearner() => LearnerOf(_training);

    public override ValidationMemory MeasureValidation()
    {
        int[] longest = [.. Enumerable.Range(0, _validation.Count).OrderByDescending(row => _validation[row].Length).Take(ValidationGroup)];
        return new ValidationMemory(longest.Length == 0 ? 0 : LearnerOf(_validation).MeasureLayers(longest), Results: 0);
    }

    public override long MoveRowsToFile(long bytes) => RowStore.MoveToFile(bytes, _stores);

    public override ValidationResult? Validate(int threads, StageWatch watch)
    {
        if (_validationTargets == 0)
        {
            return null;
        }

        var learners = new ConcurrentBag<TokenPredictionLearner>();
        int groups = (_validation.Count + ValidationGroup - 1) / ValidationGroup;
        var losses = new double[groups];
        PoolLoop.Run(groups, threads, group =>
        {
            TokenPredictionLearner learner = learners.TryTake(out TokenPredictionLearner? free) ? free : LearnerOf(_validation);
            int first = group * ValidationGroup;
            int[] examples = [.. Enumerable.Range(first, Math.Min(ValidationGroup, _validation.Count - first))];
            losses[group] = learner.Measure(examples, _seed, group);
            learners.Add(learner);
            watch.Add(examples.Length);
        });
        double loss = losses.Sum() / _validationTargets;
        return new ValidationResult(loss, -loss);
    }

    private TokenPredictionLearner LearnerOf(IReadOnlyList<int[]> rows) => new(_model, new TokenPredictionBatch(_model, _objective, rows));
}
