using ContextMemory.MLNet.Batching;
using ContextMemory.MLNet.Columns;
using ContextMemory.MLNet.Persistence;
using ContextMemory.MLNet.Tasks;
using ContextMemory.MLNet.Tasks.Encoding;
using ContextMemory.MLNet.Tokenization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace ContextMemory.MLNet;

/// <summary>A learned encoder: adds a vector for each text.</summary>
public sealed class ContextMemoryEncodeTransformer : TextModelTransformer
{
    internal const string Kind = "encode";

    private const int TextsTogether = 4_096;

    private readonly EncodingModel _model;

    internal ContextMemoryEncodeTransformer(
        IHostEnvironment environment, string inputColumnName, string outputColumnName, EncodingModel model, TrainingReport? report)
        : base(environment, nameof(ContextMemoryEncodeTransformer), inputColumnName, report)
    {
        OutputColumnName = outputColumnName;
        _model = model;
    }

    /// <summary>
    /// The column that is added: a vector of <see cref="OutputSize"/> Single. Its slots are named after the pooling and the number of the element,
    /// as in Mean.0, Mean.1, ..., Max.0, ...
    /// </summary>
    public string OutputColumnName { get; }

    /// <summary>Size of the vectors.</summary>
    public int OutputSize => _model.ResultSize;

    /// <summary>The vectors of some texts, without an IDataView. Thread-safe; a text's vector does not depend on those beside it.</summary>
    /// <param name="texts">The texts; null counts as an empty one.</param>
    /// <param name="threads">At work at once, at most; 0 takes all processors.</param>
    /// <returns>For each text <see cref="OutputSize"/> numbers: what <c>Transform</c> gives.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="texts"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is below 0.</exception>
    public float[][] Encode(IReadOnlyList<string?> texts, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        threads = threads == 0 ? Environment.ProcessorCount : threads;
        return [.. texts.Chunk(TextsTogether).SelectMany(some => Run(some, threads).Chunk(OutputSize))];
    }

    /// <summary>What encodes strings, of any number of callers together: for each a vector of <see cref="OutputSize"/> numbers.</summary>
    /// <param name="options">How texts are grouped, and how many may wait; null for the defaults.</param>
    /// <exception cref="ArgumentException">The options have faults, all of which are named.</exception>
    public BatchScorer<float[]> CreateBatchScorer(BatchScorerOptions? options = null) => CreateBatchScorer(options, vector => vector);

    private protected override IStreamingModel Model => _model;

    private protected override string SavedKind => Kind;

    internal static ContextMemoryEncodeTransformer Load(
        IHostEnvironment environment, string inputColumnName, ContentReader reader, TokenizerRegistry tokenizers)
    {
        string outputColumnName = reader.ReadText();
        EncodingModel model = EncodingCodec.Read(reader, tokenizers.Find);
        return new ContextMemoryEncodeTransformer(environment, inputColumnName, outputColumnName, model, report: null);
    }

    private protected override void WriteContent(BinaryWriter writer)
    {
        writer.Write(OutputColumnName);
        EncodingCodec.Write(writer, _model);
    }

    internal override DataViewSchema.DetachedColumn[] CreateColumns(DataViewSchema input) =>
        [new(OutputColumnName, new VectorDataViewType(NumberDataViewType.Single, OutputSize), SlotNames())];

    internal override Delegate CreateGetter(int column, Func<ReadOnlyMemory<float>> result) => Getters.Vector(result);

    private DataViewSchema.Annotations SlotNames()
    {
        // In this order the vector holds them.
        Pooling[] parts = [.. Enum.GetValues<Pooling>().Where(part => Encoder.Pooling.HasFlag(part))];
        int size = OutputSize / parts.Length;
        var builder = new DataViewSchema.Annotations.Builder();
        LabelValueFormat.Texts(parts.SelectMany(part => Enumerable.Range(0, size).Select(element => $"{part}.{element}")))
            .Annotate(builder, LabelValues.SlotNames);
        return builder.ToAnnotations();
    }
}
