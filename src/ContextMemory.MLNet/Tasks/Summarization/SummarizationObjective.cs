using System.Runtime.InteropServices;
using ContextMemory.MLNet.Evaluation;
using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Persistence;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Summarization;

/// <summary>
/// Cross entropy between the shares that a document's sentences should have and the softmax of their scores (ListNet, Cao 2007);
/// ROUGE-1 F1 of the chosen sentences on the validation rows.
/// </summary>
internal sealed class SummarizationObjective(
    SummarizationModel model, EncodedSummaries training, EncodedSummaries validation, SummarySelector selector) : Objective
{
    private readonly int[] _lengths = [.. training.Documents.Select(document => document.Codes.Sum(codes => TokenCoder.CountTokens(codes)))];

    public override Weights Weights => model.Weights;

    public override Parameter? Table => model.Encoder.Table;

    public override int ExampleCount => training.Documents.Count;

    public override int ValidationCount => validation.Documents.Count;

    // Sentences are read together, then each document is scored.
    public override long ValidationTotal => validation.Documents.Sum(document => 1L + document.SentenceCount);

    public override int TokenCount(int example) => _lengths[example];

    public override double TargetCount(int example) => 1;

    public override void Identify(TrainingIdentity identity)
    {
        base.Identify(identity);
        identity.AddOptions("Encoder", OptionsJson.Write(model.Options));
        identity.AddOptions("Memory", OptionsJson.Write(model.Memory));
        identity.AddOptions("Limits", OptionsJson.Write(selector.Limits));
        identity.AddHash("training data", hash => Add(hash, training));
        identity.AddHash("validation data", hash => Add(hash, validation));

        static void Add(TrainingIdentity.HashWriter hash, EncodedSummaries rows)
        {
            for (int row = 0; row < rows.Documents.Count; row++)
            {
                hash.Add(rows.Documents[row].Codes);
                hash.Add(rows.Documents[row].Cues);
                hash.Add<float>(rows.Documents[row].Features);
                hash.Add<float>(rows.Targets[row]);
            }
        }
    }

    public override ShardLearner CreateLearner() => new Learner(model, training);

    public override ValidationResult? Validate(Workers workers, StageWatch watch)
    {
        if (validation.Documents.Count == 0)
        {
            return null;
        }

        float[][] scores = model.Score(validation.Documents, workers.Count, watch);
        double loss = 0;
        double rouge = 0;
        for (int row = 0; row < scores.Length; row++)
        {
            watch.Add();
            int[] chosen = selector.Select(validation.Sentences[row], scores[row]);
            RougeText summary = RougeText.Of(SummaryText.Join(validation.Sentences[row], chosen));
            rouge += validation.References[row]
                .Select(reference => Rouge.Rouge1(summary, reference).F1)

                // Labelled sentences may have no words.
                .DefaultIfEmpty()
                .Max();
            loss += LossAndGradient(model.Weights.Kernels, scores[row], validation.Targets[row], scale: 0);
        }

        return new ValidationResult(loss / scores.Length, rouge / scores.Length);
    }

    /// <summary>Turns the scores of a document into the gradient of its loss and returns the loss.</summary>
    private static double LossAndGradient(Kernels kernels, Span<float> scores, ReadOnlySpan<float> targets, float scale)
    {
        double aimed = 0;
        for (int i = 0; i < targets.Length; i++)
        {
            aimed += targets[i] * scores[i];
        }

        double loss = kernels.Softmax(scores) - aimed;
        for (int i = 0; i < targets.Length; i++)
        {
            scores[i] = scale * (scores[i] - targets[i]);
        }

        return loss;
    }

    private sealed class Learner(SummarizationModel model, EncodedSummaries rows) : ShardLearner
    {
        private readonly SequenceBatch _sequences = new();
        private readonly List<int> _examples = [];
        private readonly List<int> _lengths = [];
        private readonly List<int[]> _cues = [];
        private readonly List<float> _features = [];

        public override void Prepare(ReadOnlySpan<int> examples, RandomStream random)
        {
            Documents.Start(model.Encoder.SegmentLength);
            _examples.Clear();
            _lengths.Clear();
            _cues.Clear();
            _features.Clear();
            foreach (int example in examples)
            {
                EncodedDocument document = rows.Documents[example];
                foreach (int[] codes in document.Codes)
                {
                    Documents.Add(codes);
                }

                _examples.Add(example);
                _lengths.Add(document.SentenceCount);
                _cues.AddRange(document.Cues);
                _features.AddRange(document.Features);
            }

            _sequences.Set(CollectionsMarshal.AsSpan(_lengths));
        }

        public override double Learn(Pass pass, float scale)
        {
            Matrix vectors = model.Encoder.Forward(pass, Documents);
            Matrix scores = model.Scorer.Forward(
                pass, _sequences, vectors, CollectionsMarshal.AsSpan(_features), _cues);
            double loss = 0;
            for (int i = 0; i < _examples.Count; i++)
            {
                Span<float> own = scores.RowRange(_sequences.Offset(i), _sequences.Length(i)).Span;
                loss += LossAndGradient(pass.Kernels, own, rows.Targets[_examples[i]], scale);
            }

            model.Encoder.Backward(pass, Documents, model.Scorer.Backward(pass, _sequences, _cues, scores));
            return loss;
        }
    }
}
