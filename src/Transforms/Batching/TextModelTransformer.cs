using ContextMemory.MLNet.Batching;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Tasks;
using ContextMemory.MLNet.Tasks.Tracing;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace ContextMemory.MLNet;

/// <summary>A trained model that turns a text into a fixed number of numbers, and them into columns.</summary>
public abstract class TextModelTransformer : TextTransformer
{
    private protected TextModelTransformer(IHostEnvironment environment, string name, string inputColumnName, TrainingReport? report)
        : base(environment, name, inputColumnName, report)
    {
    }

    /// <inheritdoc/>
    public override EncoderOptions Encoder => Model.Options;

    /// <inheritdoc/>
    public override long ParameterCount => Model.ParameterCount;

    /// <inheritdoc/>
    public override int VocabularySize => Model.Coder.KnownTokens;

    /// <summary>Scores documents that are too long to be held, or still coming. Thread-safe; it reads a document on one thread.</summary>
    public TextScorer Scorer => field ??= new TextScorer(Model, ScoreNames);

    /// <summary>
    /// Reads a text and tells what went on in the model's memories: what was written, how long it was kept, and what was read. Thread-safe; it reads on one
    /// thread.
    /// </summary>
    /// <param name="text">The text, as a row has it. It is held, and about 30 bytes for each of its tokens meanwhile.</param>
    /// <param name="options">How much the trace holds; null for the defaults.</param>
    /// <param name="cancellation">Ends the reading within a segment.</param>
    /// <returns>Data that System.Text.Json writes. The scores are, bit for bit, those of <see cref="Scorer"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="ArgumentException">The options have faults, all of which are named.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public ContextMemoryTrace Trace(string text, TraceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TextTracer.Trace(Model, ScoreNames, text, options ?? new TraceOptions(), cancellation);
    }

    private protected abstract IStreamingModel Model { get; }

    internal sealed override void UseEngine(TrainingEngine engine) => Model.UseEngine(engine);

    internal sealed override Weights? Weights => Model.Weights;

    /// <summary>What the model's numbers are named; empty where they have no names.</summary>
    private protected virtual IReadOnlyList<string> ScoreNames => [];

    /// <summary>The model's numbers for some texts, row by row.</summary>
    private protected float[] Run(IReadOnlyList<string?> texts, int threads)
    {
        var documents = new int[texts.Count][];
        PoolLoop.Run(texts.Count, threads, text => documents[text] = Model.Encode(texts[text]));
        var results = new float[texts.Count * Model.ResultSize];
        Model.Run(documents, results, threads);
        return results;
    }

    /// <param name="options">The scorer's; null for the defaults.</param>
    /// <param name="read">From the model's numbers for a text to what is said of it.</param>
    private protected BatchScorer<TResult> CreateBatchScorer<TResult>(BatchScorerOptions? options, Func<float[], TResult> read) =>
        new(options, texts => [.. Run(texts, ThreadCount).Chunk(Model.ResultSize).Select(read)]);

    internal override RowWindow CreateWindow(DataViewRow source, DataViewSchema.Column input, int threads) =>
        new TextModelWindow(Model, source.GetGetter<ReadOnlyMemory<char>>(input), threads);

    internal override Delegate CreateGetter(int column, RowWindow window, Func<int> row)
    {
        var texts = (TextModelWindow)window;
        return CreateGetter(column, () => texts.Result(row()));
    }

    /// <summary>A ValueGetter of an added column's type.</summary>
    /// <param name="column">Which of the added columns.</param>
    /// <param name="result">The model's result for the current row.</param>
    internal abstract Delegate CreateGetter(int column, Func<ReadOnlyMemory<float>> result);
}
