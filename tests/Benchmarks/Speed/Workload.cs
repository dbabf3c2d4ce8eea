using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Benchmarks.Speed;

/// <summary>
/// The work that speed is measured by: a classifier on random tokens, one batch after another, as it is trained or as it scores. The peers
/// take its weights and its batches.
/// </summary>
internal sealed class Workload : IDisposable
{
    /// <summary>Batches that are drawn; then they come again.</summary>
    public const int BatchCount = 16;

    private const float LearningRate = 1e-3f;
    private const ulong Seed = 1;
    private const float Stirring = 0.1f;

    private readonly EncodedRows _rows = new();
    private readonly ILearner? _training;
    private readonly int[][] _scored;
    private readonly float[] _probabilities;
    private readonly int[] _examples;
    private readonly int _threads;
    private int _next;

    public Workload(WorkloadOptions options)
    {
        var coder = new Vocabulary([], lowerCase: true, options.VocabularySize - TokenCodes.SpecialRows);
        Model = new EncoderEnsemble(coder, options.Encoder, options.Classes, Kernels.Current);
        Model.Weights.Initialize(Seed);
        _threads = options.Threads;
        BatchSize = options.BatchSize;
        _scored = new int[BatchSize][];
        _examples = new int[BatchSize];
        _probabilities = new float[BatchSize * options.Classes];
        Draw(options);
        if (options.IsTraining)
        {
            var objective = new ClassificationObjective(Model, new RowsToLearn(_rows), labelSmoothing: 0);
            ILearnerMemory memory = options.Engine.Measure(objective, BatchSize, options.Threads, bytesLeft: long.MaxValue);
            _training = options.Engine.CreateLearner(
                objective, new TrainingOptions { BatchSize = BatchSize }.ForLearner(Seed), memory.Plans(BatchSize)[0]);
        }
        else
        {
            Model.Weights.RoundTo(options.Precision);
            Model.UseEngine(options.Engine);
        }
    }

    public EncoderEnsemble Model { get; }

    public int BatchSize { get; }

    /// <summary>Values of all parameters.</summary>
    public long ParameterCount => Model.Layout.ValueCount;

    /// <summary>One step of training, or one batch scored. Returns its tokens.</summary>
    public int Step()
    {
        int first = _next;
        _next = (_next + BatchSize) % _rows.Documents.Count;
        int tokens = 0;
        for (int i = 0; i < BatchSize; i++)
        {
            _examples[i] = first + i;
            _scored[i] = _rows.Documents[first + i];
            tokens += _scored[i].Length;
        }

        if (_training is not null)
        {
            _training.Step(_examples, LearningRate);
        }
        else
        {
            Model.Run(_scored, _probabilities, _threads);
        }

        return tokens;
    }

    /// <summary>Moves all weights by chance, so that biases and gains, which start as zeros and ones, count where logits are compared.</summary>
    public void Stir()
    {
        var random = new RandomStream(Seed, ulong.MaxValue);
        foreach (ref float value in Model.Weights.Values)
        {
            value += Stirring * (float)random.NextGaussian();
        }

        Model.Weights.Changed();
    }

    /// <summary>The documents of a batch.</summary>
    public int[][] Batch(int number) => [.. Enumerable.Range(number * BatchSize, BatchSize).Select(row => _rows.Documents[row])];

    /// <summary>Their classes.</summary>
    public int[] ClassesOf(int number) => [.. Enumerable.Range(number * BatchSize, BatchSize).Select(row => _rows.Labels[row].Class)];

    /// <summary>What the model says about a batch, [documents x classes].</summary>
    public float[] LogitsOf(int number)
    {
        var logits = new float[BatchSize * Model.ClassCount];
        Model.Run(Batch(number), logits, _threads);
        return logits;
    }

    public void Dispose() => _training?.Dispose();

    private void Draw(WorkloadOptions options)
    {
        var random = new Random((int)Seed);
        for (int row = 0; row < BatchCount * BatchSize; row++)
        {
            var codes = new int[options.Lengths[row % options.Lengths.Count]];
            for (int i = 0; i < codes.Length; i++)
            {
                codes[i] = random.Next(TokenCodes.SpecialRows, options.VocabularySize);
            }

            _rows.Add(codes, random.Next(options.Classes));
        }
    }
}
