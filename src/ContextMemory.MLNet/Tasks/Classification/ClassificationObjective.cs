using System.Runtime.InteropServices;
using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Persistence;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>Cross entropy of the classes, of each member alone; the accuracy of all together on the validation rows.</summary>
internal sealed class ClassificationObjective(
    ClassificationModel model, EncodedRows training, EncodedRows validation, double labelSmoothing) : Objective
{
    private readonly int[] _lengths = [.. training.Documents.Select(codes => TokenCoder.CountTokens(codes))];

    public override Weights Weights => model.Weights;

    public override Parameter? Table => model.Encoder.Table;

    public override int ExampleCount => training.Documents.Count;

    public override int ValidationCount => validation.Documents.Count;

    public override int RowsOnDisk => training.Documents.OnDisk + validation.Documents.OnDisk;

    public override int TokenCount(int example) => _lengths[example];

    public override double TargetCount(int example) => training.Weights[example];

    public override void Identify(TrainingIdentity identity)
    {
        base.Identify(identity);
        identity.AddOptions("Encoder", OptionsJson.Write(model.Options));
        identity.Add("frozen word vectors", (model.Encoder.FrozenRows is not null).ToString());
        identity.Add("encoders", model.MemberCount);
        identity.Add("label smoothing", labelSmoothing);
        identity.AddHash("training data", hash => Add(hash, training));
        identity.AddHash("validation data", hash => Add(hash, validation));

        static void Add(TrainingIdentity.HashWriter hash, EncodedRows rows)
        {
            hash.Add(rows.Documents);
            hash.Add<int>(CollectionsMarshal.AsSpan(rows.Labels));
            hash.Add(rows.Weights);
        }
    }

    public override ShardLearner CreateLearner() => new Learner(model, training, (float)labelSmoothing);

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
        int correct = 0;
        for (int row = 0; row < validation.Labels.Count; row++)
        {
            ReadOnlySpan<float> scores = probabilities.AsSpan(row * model.ClassCount, model.ClassCount);
            loss -= validation.Weights[row] * Math.Log(Math.Max(scores[validation.Labels[row]], 1e-15f));
            weight += validation.Weights[row];
            correct += System.Numerics.Tensors.TensorPrimitives.IndexOfMax(scores) == validation.Labels[row] ? 1 : 0;
        }

        return new ValidationResult(loss / weight, (double)correct / validation.Labels.Count, GoesByLoss: true);
    }

    private sealed class Learner(ClassificationModel model, EncodedRows rows, float labelSmoothing) : ShardLearner
    {
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
                Arena.Mark mark = pass.Arena.Now;
                Matrix logits = model.Logits(pass, Documents, member);
                loss += CrossEntropy.LossAndGradient(
                    pass.Kernels, logits, CollectionsMarshal.AsSpan(_labels), scale, labelSmoothing, CollectionsMarshal.AsSpan(_weights));
                model.Backward(pass, Documents, member, logits);
                pass.Arena.Release(mark);
            }

            // Each member learns as if it were alone; what is reported is their mean.
            return loss / model.MemberCount;
        }
    }
}
