using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Persistence;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>
/// Cross entropy of the classes, or of each label where a row may have any number of them, of each member alone; the accuracy, or the
/// micro F1, of all together on the validation rows.
/// </summary>
/// <param name="model">Its encoders are trained.</param>
/// <param name="training">To learn from.</param>
/// <param name="validation">To measure by.</param>
/// <param name="labelSmoothing">Share of each target that is spread over all classes.</param>
/// <param name="adversarialEpsilon">How far token vectors are moved when a batch is learned from once more; 0 learns from it once.</param>
internal sealed class ClassificationObjective(
    ClassificationModel model, EncodedRows training, EncodedRows validation, double labelSmoothing, double adversarialEpsilon = 0) : Objective
{
    private readonly int[] _lengths = [.. training.Documents.Select(codes => TokenCoder.CountTokens(codes))];

    public override Weights Weights => model.Weights;

    public override Parameter? Table => model.Encoder.Table;

    public override int ExampleCount => training.Documents.Count;

    public override int ValidationCount => validation.Documents.Count;

    public override int RowsOnDisk => training.Documents.OnDisk + validation.Documents.OnDisk;

    public override int TokenCount(int example) => _lengths[example];

    public override int SegmentLength => model.Encoder.SegmentLength;

    public override int EncodersInTurn => model.MemberCount;

    public override double TargetCount(int example) => training.Weights[example];

    public override void Identify(TrainingIdentity identity)
    {
        base.Identify(identity);
        identity.AddOptions("Encoder", OptionsJson.Write(model.Options));
        identity.Add("frozen word vectors", (model.Encoder.FrozenRows is not null).ToString());
        identity.Add("encoders", model.MemberCount);
        identity.Add("label smoothing", labelSmoothing);
        identity.Add("adversarial epsilon", adversarialEpsilon);
        identity.AddHash("training data", hash => Add(hash, training));
        identity.AddHash("validation data", hash => Add(hash, validation));

        static void Add(TrainingIdentity.HashWriter hash, EncodedRows rows)
        {
            hash.Add(rows.Documents);
            hash.Add<int>(CollectionsMarshal.AsSpan(rows.Labels));
            for (int row = 0; rows.Sets is { } sets && row < rows.Labels.Count; row++)
            {
                hash.Add(sets[rows.Labels[row]]);
            }

            hash.Add(rows.Weights);
        }
    }

    public override ShardLearner CreateLearner() => new Learner(model, training, (float)labelSmoothing, (float)adversarialEpsilon);

    public override ValidationResult? Validate(Workers workers)
    {
        if (validation.Documents.Count == 0)
        {
            return null;
        }

        var probabilities = new float[validation.Documents.Count * model.ClassCount];
        model.Run(validation.Documents, probabilities, workers.Count);
        double loss = 0;
        double weight = 0;
        var matches = new MatchScores();
        for (int row = 0; row < validation.Labels.Count; row++)
        {
            ReadOnlySpan<float> scores = probabilities.AsSpan(row * model.ClassCount, model.ClassCount);
            (double rowLoss, MatchScores rowMatches) = validation.Sets is { } sets
                ? MeasureLabels(scores, sets[validation.Labels[row]])
                : MeasureClass(scores, validation.Labels[row]);
            loss += validation.Weights[row] * rowLoss;
            weight += validation.Weights[row];
            matches = matches.Plus(rowMatches);
        }

        // Where each row has one class and is taken to have one, F1 is accuracy.
        return new ValidationResult(loss / weight, matches.F1, GoesByLoss: true);
    }

    private static (double Loss, MatchScores Matches) MeasureClass(ReadOnlySpan<float> probabilities, int label) =>
        (-LogOf(probabilities[label]), new MatchScores(1, 1, TensorPrimitives.IndexOfMax(probabilities) == label ? 1 : 0));

    private static (double Loss, MatchScores Matches) MeasureLabels(ReadOnlySpan<float> probabilities, ReadOnlySpan<int> labels)
    {
        double loss = 0;
        var matches = new MatchScores();
        for (int label = 0; label < probabilities.Length; label++)
        {
            bool has = labels.Contains(label);
            bool isFound = probabilities[label] >= 0.5f;
            loss -= LogOf(has ? probabilities[label] : 1 - probabilities[label]);
            matches = matches.Plus(new MatchScores(has ? 1 : 0, isFound ? 1 : 0, has && isFound ? 1 : 0));
        }

        return (loss, matches);
    }

    private static double LogOf(float probability) => Math.Log(Math.Max(probability, 1e-15f));

    private sealed class Learner(ClassificationModel model, EncodedRows rows, float labelSmoothing, float adversarialEpsilon) : ShardLearner
    {
        private readonly Perturbation? _perturbation = adversarialEpsilon > 0 ? new Perturbation(adversarialEpsilon) : null;
        private readonly IReadOnlyList<Parameter> _tables = model.Tables;
        private readonly List<int> _labels = [];
        private readonly List<float> _weights = [];

        public override void Prepare(ReadOnlySpan<int> examples, RandomStream random)
        {
            Documents.Start(model.Encoder.SegmentLength);
            _labels.Clear();
            _weights.Clear();
            foreach (int example in examples)
            {
                Documents.Add(rows.Documents[example]);
                _labels.Add(rows.Labels[example]);
                _weights.Add(rows.Weights[example]);
            }
        }

        public override void VisitCodes(Parameter? table, Action<Parameter, ReadOnlyMemory<int>> visit)
        {
            foreach (Parameter own in _tables)
            {
                base.VisitCodes(own, visit);
            }
        }

        public override double Learn(Pass pass, float scale)
        {
            double loss = 0;
            for (int member = 0; member < model.MemberCount; member++)
            {
                loss += _perturbation is null ? LearnOnce(pass, member, scale) : LearnTwice(pass, member, scale, _perturbation);
            }

            // Each member learns as if it were alone; what is reported is their mean.
            return loss / model.MemberCount;
        }

        /// <summary>Half of the gradient is that of the documents as they are, and so is the loss.</summary>
        private double LearnTwice(Pass pass, int member, float scale, Perturbation perturbation)
        {
            perturbation.Start();
            pass.Perturbation = perturbation;
            double loss = LearnOnce(pass, member, scale / 2);
            LearnOnce(pass, member, scale / 2);
            pass.Perturbation = null;
            return loss;
        }

        private double LearnOnce(Pass pass, int member, float scale)
        {
            Arena.Mark mark = pass.Arena.Now;
            Matrix logits = model.Logits(pass, Documents, member);
            double loss = rows.Sets is { } sets
                ? LabelLoss(pass.Kernels, logits, sets, scale)
                : CrossEntropy.LossAndGradient(
                    pass.Kernels, logits, CollectionsMarshal.AsSpan(_labels), scale, labelSmoothing, CollectionsMarshal.AsSpan(_weights));
            model.Backward(pass, Documents, member, logits);
            pass.Arena.Release(mark);
            return loss;
        }

        private double LabelLoss(Kernels kernels, Matrix logits, LabelSets sets, float scale)
        {
            double loss = 0;
            for (int row = 0; row < logits.Rows; row++)
            {
                loss += BinaryCrossEntropy.LossAndGradient(kernels, logits.Row(row), sets[_labels[row]], scale, _weights[row]);
            }

            return loss;
        }
    }
}
