using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using ContextMemory.MLNet.Corpus;
using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Engines.Managed;
using ContextMemory.MLNet.Evaluation;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>
/// Cross entropy of the classes, or of each label where a row may have any number of them, of each member alone; the accuracy, or the
/// micro F1, of all together on the validation rows.
/// </summary>
/// <param name="model">To train.</param>
/// <param name="rows">To learn from and to measure by.</param>
/// <param name="labelSmoothing">Share of each target that is spread over all classes.</param>
/// <param name="adversarialEpsilon">How far token vectors are moved when a batch is learned from once more; 0 learns from it once.</param>
/// <param name="horizon">Segments through which the gradient of a document flows back, at most.</param>
internal sealed class ClassificationObjective(
    EncoderEnsemble model, RowsToLearn rows, double labelSmoothing, double adversarialEpsilon = 0, int horizon = 1) : Objective, IManagedObjective
{
    private readonly int[] _lengths = [.. Enumerable.Range(0, rows.Count).Select(example => CountTokens(rows, example))];

    public override NetworkSpec Network { get; } = model.Network with
    {
        Loss = model.Network.Loss with { LabelSmoothing = labelSmoothing, AdversarialEpsilon = adversarialEpsilon, Horizon = horizon },
    };

    public override Weights Weights => model.Weights;

    public override int ExampleCount => rows.Count;

    public override int ValidationCount => rows.Validation.Documents.Count;

    public override int RowsOnDisk => rows.Training.Documents.OnDisk + rows.Validation.Documents.OnDisk;

    public override int TokenCount(int example) => _lengths[example];

    public override int SegmentLength => model.Encoder.SegmentLength;

    public override double TargetCount(int example) => rows.Weight(example) * rows.LearningShare(example);

    public override void Identify(TrainingIdentity identity)
    {
        base.Identify(identity);
        identity.AddOptions("Encoder", OptionsJson.Write(model.Options));
        identity.Add("frozen word vectors", (model.Encoder.Table.FrozenRows is not null).ToString());
        identity.Add("encoders", model.MemberCount);
        identity.Add("label smoothing", labelSmoothing);
        identity.Add("adversarial epsilon", adversarialEpsilon);
        identity.Add("encoders that take turns at not learning from a validation row", rows.Folds);
        identity.AddHash("training data", hash => Add(hash, rows.Training));
        identity.AddHash("validation data", hash => Add(hash, rows.Validation));

        static void Add(TrainingIdentity.HashWriter hash, EncodedRows data)
        {
            hash.Add(data.Documents);
            for (int row = 0; row < data.Labels.Count; row++)
            {
                ReadOnlySpan<int> labels = data.LabelsOf(row);
                if (data.IsMultiLabel)
                {
                    hash.Add(labels.Length);
                }

                hash.Add(labels);
            }

            hash.Add(data.Weights);
        }
    }

    public override ExampleBatch CreateBatch() => NewBatch();

    public ShardLearner CreateLearner() => new ClassificationLearner(model, NewBatch(), Network.Loss);

    // The probabilities of all rows, and of those of one encoder.
    public override ValidationMemory MeasureValidation() =>
        new(model.MeasureRun(rows.Validation.Documents), 2L * sizeof(float) * Math.Min(ValidationCount, ManyClasses.RowsTogether(model.ClassCount)) * model.ClassCount);

    public override long MoveRowsToFile(long bytes) => RowStore.MoveToFile(bytes, rows.Training.Documents, rows.Validation.Documents);

    public override ValidationResult? Validate(int threads, StageWatch watch)
    {
        EncodedRows validation = rows.Validation;
        if (validation.Documents.Count == 0)
        {
            return null;
        }

        double loss = 0;
        double weight = 0;
        var matches = new MatchScores();
        foreach (int[] some in Enumerable.Range(0, validation.Labels.Count).Chunk(ManyClasses.RowsTogether(model.ClassCount)))
        {
            float[] logits = rows.Validate(some, model, threads, watch);
            for (int i = 0; i < some.Length; i++)
            {
                int row = some[i];
                Span<float> scores = logits.AsSpan(i * model.ClassCount, model.ClassCount);
                model.Normalize(Kernels.Current, scores);
                (double rowLoss, MatchScores rowMatches) = validation.IsMultiLabel
                    ? MeasureLabels(scores, validation.LabelsOf(row))
                    : MeasureClass(scores, validation.Labels[row].Class);
                loss += validation.Weights[row] * rowLoss;
                weight += validation.Weights[row];
                matches = matches.Plus(rowMatches);
            }
        }

        // Where each row has one class and is taken to have one, F1 is accuracy.
        return new ValidationResult(loss / weight, matches.F1, GoesByLoss: true);
    }

    private ClassificationBatch NewBatch() => new(rows, model.Encoder.SegmentLength, model.MemberCount, horizon);

    private static (double Loss, MatchScores Matches) MeasureClass(ReadOnlySpan<float> probabilities, int label) =>
        (-LogOf(probabilities[label]), new MatchScores(1, 1, TensorPrimitives.IndexOfMax(probabilities) == label ? 1 : 0));

    private static (double Loss, MatchScores Matches) MeasureLabels(ReadOnlySpan<float> probabilities, ReadOnlySpan<int> labels)
    {
        double loss = 0;
        var matches = new MatchScores();
        for (int label = 0; label < probabilities.Length; label++)
        {
            bool has = labels.BinarySearch(label) >= 0;
            bool isFound = probabilities[label] >= 0.5f;
            loss -= LogOf(has ? probabilities[label] : 1 - probabilities[label]);
            matches = matches.Plus(new MatchScores(has ? 1 : 0, isFound ? 1 : 0, has && isFound ? 1 : 0));
        }

        return (loss, matches);
    }

    private static int CountTokens(RowsToLearn rows, int example)
    {
        (EncodedRows kept, int row) = rows.Find(example);
        return TokenCodes.CountTokens(kept.Documents[row]);
    }

    private static double LogOf(float probability) => Math.Log(Math.Max(probability, 1e-15f));
}
