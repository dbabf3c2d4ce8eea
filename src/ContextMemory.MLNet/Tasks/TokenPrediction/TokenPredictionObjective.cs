using ContextMemory.MLNet.Encoders;
using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.TokenPrediction;

/// <summary>Cross entropy of the tokens asked for; on the validation rows the same ones are asked for every time.</summary>
internal sealed class TokenPredictionObjective : Objective
{
    private const int ValidationGroup = 32;

    private readonly TokenPredictionModel _model;
    private readonly TokenObjective _objective;
    private readonly IReadOnlyList<int[]> _training;
    private readonly IReadOnlyList<int[]> _validation;
    private readonly ulong _seed;
    private readonly int[] _lengths;
    private readonly int[] _targetCounts;
    private readonly int _validationTargets;

    public TokenPredictionObjective(
        TokenPredictionModel model, TokenObjective objective, IReadOnlyList<int[]> training, IReadOnlyList<int[]> validation, ulong seed)
    {
        _model = model;
        _objective = objective;
        _training = training;
        _validation = validation;
        _seed = seed;
        _lengths = [.. training.Select(codes => TokenCoder.CountTokens(codes))];
        var mask = new TokenMask(model, objective);
        _targetCounts = [.. training.Select(codes => TokenMask.TargetCount(mask.CountCandidates(codes)))];
        _validationTargets = validation.Sum(codes => TokenMask.TargetCount(mask.CountCandidates(codes)));
    }

    public override Weights Weights => _model.Weights;

    public override int ExampleCount => _training.Count;

    public override int ValidationCount => _validation.Count;

    public override int TokenCount(int example) => _lengths[example];

    public override double TargetCount(int example) => _targetCounts[example];

    public override ShardLearner CreateLearner() => new Learner(_model, _objective, _training);

    public override ValidationResult? Validate(Workers workers)
    {
        if (_validationTargets == 0)
        {
            return null;
        }

        var learners = new Learner[workers.Count];
        int groups = (_validation.Count + ValidationGroup - 1) / ValidationGroup;
        var losses = new double[groups];
        workers.Run(groups, (worker, group) =>
        {
            Learner learner = learners[worker] ??= new Learner(_model, _objective, _validation);
            int first = group * ValidationGroup;
            int[] examples = [.. Enumerable.Range(first, Math.Min(ValidationGroup, _validation.Count - first))];
            losses[group] = learner.Measure(examples, _seed, group);
        });
        double loss = losses.Sum() / _validationTargets;
        return new ValidationResult(loss, -loss);
    }

    private sealed class Learner(TokenPredictionModel model, TokenObjective objective, IReadOnlyList<int[]> rows) : ShardLearner(model.Weights)
    {
        private const int MaskStream = int.MaxValue;

        private readonly TokenMask _mask = new(model, objective);
        private readonly DocumentBatch _documents = new();
        private readonly List<int[]> _targets = [];
        private readonly List<int> _rows = [];
        private readonly List<int> _words = [];

        public override double Learn(ReadOnlySpan<int> examples, float scale) => Read(examples, scale);

        /// <summary>The sum of the losses, without learning.</summary>
        public double Measure(ReadOnlySpan<int> examples, ulong seed, int group)
        {
            Pass.StartMeasuring(seed, group);
            return Read(examples, scale: 0);
        }

        private double Read(ReadOnlySpan<int> examples, float scale)
        {
            Pass.StartStream(MaskStream);
            _documents.Start(model.Encoder.SegmentLength);
            _targets.Clear();
            foreach (int example in examples)
            {
                _mask.Draw(rows[example], Pass.Random);
                _documents.Add(_mask.Codes.ToArray());
                _targets.Add([.. _mask.Targets]);
            }

            // Each segment's loss is known when it has been read, so each is learned from before the next one.
            double loss = 0;
            Matrix memory = model.Encoder.CreateMemory(Pass, _documents);
            for (int round = 0; round < _documents.Rounds; round++)
            {
                Arena.Mark mark = Pass.Arena.Now;
                Matrix output = model.Encoder.ReadSegments(Pass, _documents, round, memory);
                loss += ReadRound(output, scale);
                Pass.Arena.Release(mark);
            }

            return loss;
        }

        private double ReadRound(Matrix output, float scale)
        {
            FindTargets();
            Matrix asked = Pass.Arena.Allocate(_rows.Count, output.Columns);
            ReadOnlySpan<int> askedRows = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_rows);
            RowMoves.Gather(output, askedRows, asked);
            Matrix logits = model.Logits(Pass, asked);
            double loss = CrossEntropy.LossAndGradient(
                Pass.Kernels, logits, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_words), scale);
            if (Pass.KeepsActivations)
            {
                Matrix askedGradient = model.Backward(Pass, logits);
                Matrix gradient = Pass.Arena.AllocateCleared(output.Rows, output.Columns);
                RowMoves.Scatter(askedGradient, askedRows, gradient);
                model.Encoder.BackwardSegments(Pass, _documents, gradient);
            }

            return loss;
        }

        private void FindTargets()
        {
            _rows.Clear();
            _words.Clear();
            SequenceBatch sequences = _documents.Sequences;
            for (int sequence = 0; sequence < sequences.Count; sequence++)
            {
                int[] targets = _targets[_documents.Documents[sequence]];
                for (int i = 0; i < sequences.Length(sequence); i++)
                {
                    int word = targets[sequences.Position(sequence) + i];
                    if (word >= 0)
                    {
                        _rows.Add(sequences.Offset(sequence) + i);
                        _words.Add(word);
                    }
                }
            }
        }
    }
}
