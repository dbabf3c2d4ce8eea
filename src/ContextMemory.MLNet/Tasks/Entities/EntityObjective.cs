using ContextMemory.MLNet.Corpus;
using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Engines.Managed;
using ContextMemory.MLNet.Evaluation;
using ContextMemory.MLNet.Layers.Losses;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Entities;

/// <summary>-ln of the probability of the right tags; F1 of whole entities on the validation rows.</summary>
internal sealed class EntityObjective(
    EntityModel model, IReadOnlyList<TaggedCodes> training, IReadOnlyList<TaggedCodes> validation, EntityFeatureOptions options) : Objective, IManagedObjective
{
    private const int TokensPerShard = 256;

    private readonly int[] _lengths = [.. training.Select(row => row.Tags.Length)];

    public override NetworkSpec Network => model.Network;

    public override Weights Weights => model.Weights;

    // Rows that a test gives are in none.
    private RowStore[] Stores => [.. ((IEnumerable<object>)[training, validation]).OfType<RowStore>()];

    public override int ExampleCount => training.Count;

    public override int ValidationCount => validation.Count;

    public override int RowsOnDisk => Stores.Sum(store => store.OnDisk);

    /// <summary>Rows are sentences or whole documents.</summary>
    public override int ExamplesPerShard => field > 0 ? field : field = (int)Math.Clamp(
        (long)TokensPerShard * training.Count / Math.Max(1, _lengths.Sum(length => (long)length)), 1, IObjective.UsualExamplesPerShard);

    public override int TokenCount(int example) => _lengths[example];

    public override int SegmentLength => model.Options.SegmentLength;

    public override double TargetCount(int example) => _lengths[example];

    public override void Identify(TrainingIdentity identity)
    {
        base.Identify(identity);
        identity.AddOptions("Encoder", OptionsJson.Write(model.Options));
        identity.AddOptions("Features.Characters", model.CharacterOptions is { } characters ? OptionsJson.Write(characters) : "{}");
        if (model.Transformer is { } transformer)
        {
            identity.AddOptions("Transformer", OptionsJson.Write(transformer));
        }

        identity.Add("frozen word vectors", (model.WordTable.FrozenRows is not null).ToString());
        identity.Add("feature dropout", options.FeatureDropout);
        identity.Add("word dropout", options.WordDropout);
        identity.Add("tags", string.Join(' ', model.Tags.Names));
        identity.AddHash("training data", hash => Add(hash, training));
        identity.AddHash("validation data", hash => Add(hash, validation));

        static void Add(TrainingIdentity.HashWriter hash, IReadOnlyList<TaggedCodes> rows)
        {
            foreach (TaggedCodes row in rows)
            {
                hash.Add<int>(row.Tags);
                hash.Add<int>(row.Codes.Words);
                hash.Add<int>(row.Codes.NGrams);
                hash.Add<int>(row.Codes.Spelling);
                hash.Add<int>(row.Codes.Context);
                if (row.Codes.Pieces.Length > 0)
                {
                    hash.Add<int>(row.Codes.Pieces);
                }

                foreach (int[] word in row.Codes.Characters)
                {
                    hash.Add<int>(word);
                }
            }
        }
    }

    public override ExampleBatch CreateBatch() => NewBatch();

    public ShardLearner CreateLearner() => new EntityLearner(model, NewBatch());

    public override ValidationMemory MeasureValidation() =>
        new(model.MeasureRun(new TextsOf(validation)), Results: sizeof(int) * validation.Sum(row => (long)row.Tags.Length));

    public override long MoveRowsToFile(long bytes) => RowStore.MoveToFile(bytes, Stores);

    public override ValidationResult? Validate(int threads, StageWatch watch)
    {
        if (validation.Count == 0)
        {
            return null;
        }

        var losses = new double[validation.Count];
        var predictions = new int[validation.Count][];
        model.Run(new TextsOf(validation), Read, threads, watch);
        var evaluator = new EntityEvaluator();
        for (int row = 0; row < validation.Count; row++)
        {
            evaluator.Add(model.Tags.Decode(validation[row].Tags), model.Tags.Decode(predictions[row]));
        }

        return new ValidationResult(losses.Sum() / predictions.Sum(tags => tags.Length), evaluator.Measure().F1);

        void Read(int row, in TagLattice lattice, Arena arena)
        {
            int[] tags = validation[row].Tags;
            losses[row] = lattice.LogPartition - lattice.Score(tags);
            predictions[row] = new int[tags.Length];
            lattice.FindBest(arena, predictions[row]);
        }
    }

    private TaggedBatch NewBatch() => new(training, options, model.Options.SegmentLength);
}
