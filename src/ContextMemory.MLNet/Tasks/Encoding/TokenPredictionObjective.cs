using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using ContextMemory.MLNet.Corpus;
using ContextMemory.MLNet.Engines.Managed;
using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Layers.Losses;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Tasks.Entities;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Encoding;

/// <summary>
/// Cross entropy of the tokens asked for, each told from those around it; where the model reads documents, also, counting as much, of the
/// words that a document has, all told from its vector (Le and Mikolov 2014, section 2.3), so that the vector knows what the document is
/// about. On the validation rows the same tokens are asked for every time.
/// </summary>
internal sealed class TokenPredictionObjective : Objective
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

    public override Weights Weights => _model.Weights;

    public override Parameter? Table => _model.Encoder.Table;

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
        identity.Add("frozen word vectors", (_model.Encoder.FrozenRows is not null).ToString());
        identity.Add("objective", _objective.ToString());
        identity.AddHash("training data", hash => hash.Add(_training));
        identity.AddHash("validation data", hash => hash.Add(_validation));
    }

    public override ShardLearner CreateLearner() => new Reader(_model, _objective, _training);

    public override ValidationMemory MeasureValidation()
    {
        int[] longest = [.. Enumerable.Range(0, _validation.Count).OrderByDescending(row => _validation[row].Length).Take(ValidationGroup)];
        return new ValidationMemory(longest.Length == 0 ? 0 : new Reader(_model, _objective, _validation).MeasureLayers(longest), Results: 0);
    }

    public override long MoveRowsToFile(long bytes) => RowStore.MoveToFile(bytes, _stores);

    public override ValidationResult? Validate(int threads, StageWatch watch)
    {
        if (_validationTargets == 0)
        {
            return null;
        }

        var readers = new ConcurrentBag<Reader>();
        int groups = (_validation.Count + ValidationGroup - 1) / ValidationGroup;
        var losses = new double[groups];
        PoolLoop.Run(groups, threads, group =>
        {
            Reader reader = readers.TryTake(out Reader? free) ? free : new Reader(_model, _objective, _validation);
            int first = group * ValidationGroup;
            int[] examples = [.. Enumerable.Range(first, Math.Min(ValidationGroup, _validation.Count - first))];
            losses[group] = reader.Measure(examples, _seed, group);
            readers.Add(reader);
            watch.Add(examples.Length);
        });
        double loss = losses.Sum() / _validationTargets;
        return new ValidationResult(loss, -loss);
    }

    private sealed class Reader(TokenPredictionModel model, TokenObjective objective, IReadOnlyList<int[]> rows) : ShardLearner
    {
        private readonly TokenMask _mask = new(model, objective);
        private readonly List<int[]> _targets = [];
        private readonly List<int[]> _documentWords = [];
        private readonly List<int> _rows = [];
        private readonly List<int> _words = [];
        private Action<Matrix, Matrix>? _addOfTokens;
        private Pass? _pass;
        private Pass? _measuringPass;
        private float _scale;
        private double _tokenLoss;

        public override void Prepare(ReadOnlySpan<int> examples, RandomStream random)
        {
            Documents.Start(model.Encoder.SegmentLength);
            _targets.Clear();
            _documentWords.Clear();
            foreach (int example in examples)
            {
                int[] codes = rows[example];
                _mask.Draw(codes, random);
                Documents.Add(_mask.Codes.ToArray());
                _targets.Add([.. _mask.Targets]);
                if (model.ReadsDocuments)
                {
                    _documentWords.Add([.. codes.Where(model.CanBeAskedFor).Select(code => code - TokenCodes.SpecialRows)]);
                }
            }
        }

        /// <summary>Bytes that the layers keep while the examples are measured.</summary>
        public long MeasureLayers(ReadOnlySpan<int> examples)
        {
            Measure(examples, seed: 0, group: 0);
            return _measuringPass!.Arena.MostUsed * sizeof(float);
        }

        /// <summary>The sum of the losses, without learning.</summary>
        public double Measure(ReadOnlySpan<int> examples, ulong seed, int group)
        {
            _measuringPass ??= new Pass(model.Weights);
            _measuringPass.StartMeasuring(seed, group);
            Prepare(examples, _measuringPass.Random);
            double documentLoss = model.ReadsDocuments ? DocumentLoss(_measuringPass, ForwardDocuments(_measuringPass), scale: 0) : 0;
            return documentLoss + ReadTokens(_measuringPass, scale: 0);
        }

        public override double Learn(Pass pass, float scale)
        {
            if (!model.ReadsDocuments)
            {
                return ReadTokens(pass, scale);
            }

            _pass = pass;
            _scale = scale;
            _tokenLoss = 0;
            Matrix logits = ForwardDocuments(pass);
            double documentLoss = DocumentLoss(pass, logits, scale);

            // The tokens' gradients are added where their vectors are at hand: on the way back.
            model.Encoder.Backward(pass, Documents, model.DocumentsBackward(pass, logits), _addOfTokens ??= AddOfTokens);
            return documentLoss + _tokenLoss;
        }

        private Matrix ForwardDocuments(Pass pass) => model.DocumentLogits(pass, model.Encoder.Forward(pass, Documents));

        /// <summary>Each document counts as much as its tokens that are asked for.</summary>
        private double DocumentLoss(Pass pass, Matrix logits, float scale)
        {
            double loss = 0;
            for (int document = 0; document < logits.Rows; document++)
            {
                int asked = _targets[document].Count(word => word >= 0);
                loss += CrossEntropy.SharedLossAndGradient(pass.Kernels, logits.Row(document), _documentWords[document], asked, scale);
            }

            return loss;
        }

        private double ReadTokens(Pass pass, float scale)
        {
            // Each segment's loss is known when it has been read, so each is learned from before the next one.
            double loss = 0;
            Matrix memory = model.Encoder.CreateMemory(pass, Documents);
            for (int round = 0; round < Documents.Rounds; round++)
            {
                Arena.Mark mark = pass.Arena.Now;
                Matrix output = model.Encoder.ReadSegments(pass, Documents, round, memory);
                Matrix gradient = pass.Arena.AllocateCleared(pass.KeepsActivations ? output.Rows : 0, output.Columns);
                loss += ReadTokens(pass, output, gradient, scale);
                if (pass.KeepsActivations)
                {
                    model.Encoder.BackwardSegments(pass, Documents, gradient);
                }

                pass.Arena.Release(mark);
            }

            return loss;
        }

        private void AddOfTokens(Matrix output, Matrix gradient) => _tokenLoss += ReadTokens(_pass!, output, gradient, _scale);

        /// <summary>The loss of the tokens that are asked for among those of a round; their gradient is added where one is learned from.</summary>
        private double ReadTokens(Pass pass, Matrix output, Matrix gradient, float scale)
        {
            FindTargets();
            Matrix asked = pass.Arena.Allocate(_rows.Count, output.Columns);
            RowMoves.Gather(output, CollectionsMarshal.AsSpan(_rows), asked);
            Matrix logits = model.TokenLogits(pass, asked);
            double loss = CrossEntropy.LossAndGradient(pass.Kernels, logits, CollectionsMarshal.AsSpan(_words), scale);
            Matrix askedGradient = pass.KeepsActivations ? model.TokensBackward(pass, logits) : default;
            for (int i = 0; i < askedGradient.Rows; i++)
            {
                pass.Kernels.Add(askedGradient.Row(i), gradient.Row(_rows[i]));
            }

            return loss;
        }

        private void FindTargets()
        {
            _rows.Clear();
            _words.Clear();
            SequenceBatch sequences = Documents.Sequences;
            for (int sequence = 0; sequence < sequences.Count; sequence++)
            {
                int[] targets = _targets[Documents.Documents[sequence]];
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
