using ContextMemory.MLNet.Batching;
using ContextMemory.MLNet.Columns;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Persistence;
using ContextMemory.MLNet.Tasks.Entities;
using ContextMemory.MLNet.Tasks.Tracing;
using ContextMemory.MLNet.Text;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace ContextMemory.MLNet;

/// <summary>
/// A trained entity extractor. With the default names it adds, with a slot for each entity in the order of the text, Entities (their
/// texts), EntitiesTypes, EntitiesStarts and EntitiesLengths (UTF-16 units of the text) and EntitiesScores (the probability that just
/// there is an entity of just this type); and, with a slot for each token, EntitiesTokens and EntitiesTags.
/// </summary>
/// <remarks>
/// Where the input is a vector of tokens, offsets count in the text that these make with a space between two: none beside a line end
/// ("\n"), and none between characters of scripts that are written without.
/// </remarks>
public sealed class ContextMemoryExtractEntitiesTransformer : TextTransformer
{
    internal const string Kind = "entities";

    private readonly EntityModel _model;

    internal ContextMemoryExtractEntitiesTransformer(
        IHostEnvironment environment, string inputColumnName, string outputColumnName, EntityModel model, TrainingReport? report)
        : base(environment, nameof(ContextMemoryExtractEntitiesTransformer), inputColumnName, report)
    {
        OutputColumnName = outputColumnName;
        _model = model;
    }

    /// <summary>The column with the entities' texts; the names of those beside it begin with its name.</summary>
    public string OutputColumnName { get; }

    /// <summary>The types of entities that the model knows.</summary>
    public IReadOnlyList<string> EntityTypes => _model.Tags.Types;

    /// <summary>The tags that EntitiesTags can hold.</summary>
    public IReadOnlyList<string> Tags => _model.Tags.Names;

    /// <inheritdoc/>
    public override EncoderOptions Encoder => _model.Options;

    /// <inheritdoc/>
    public override long ParameterCount => _model.Layout.ValueCount;

    /// <inheritdoc/>
    public override int VocabularySize => _model.Coder.Words.Features.Count;

    /// <summary>How words are read character by character; null where they are not.</summary>
    public EncoderOptions? CharacterEncoder => _model.CharacterOptions;

    /// <summary>Features of a token and of those around it that have weights of their own.</summary>
    public int FeatureCount => _model.Coder.Context.Features.Count;

    /// <summary>Finds the entities of documents that are too long to be held, or still coming. Thread-safe; it reads a document on one thread.</summary>
    public TextScorer Scorer => field ??= new TextScorer(_model);

    /// <summary>What finds the entities of strings, of any number of callers together: for each text a list in its order.</summary>
    /// <param name="options">How texts are grouped, and how many may wait; null for the defaults.</param>
    /// <exception cref="ArgumentException">The options have faults, all of which are named.</exception>
    public BatchScorer<IReadOnlyList<ExtractedEntity>> CreateBatchScorer(BatchScorerOptions? options = null)
    {
        var extractor = new EntityExtractor(_model);
        return new BatchScorer<IReadOnlyList<ExtractedEntity>>(options, texts =>
        {
            var tokenized = new TokenizedText[texts.Count];
            PoolLoop.Run(texts.Count, ThreadCount, text => tokenized[text] = TokenizedText.Of(texts[text]));
            return [.. extractor.Extract(tokenized, ThreadCount).Zip(tokenized, (found, text) => found.Entities.Select(entity => Named(text, entity)).ToArray())];
        });
    }

    /// <summary>
    /// Reads a text and tells what went on in the memories of the encoder over its words: what was written, how long it was kept, and what was read. Thread-safe;
    /// it reads on one thread.
    /// </summary>
    /// <param name="text">The text, as a row has it. It is held, and about 30 bytes for each of its tokens meanwhile.</param>
    /// <param name="options">How much the trace holds; null for the defaults.</param>
    /// <param name="cancellation">Ends the reading within a segment.</param>
    /// <returns>Data that System.Text.Json writes; it has no scores.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="ArgumentException">The options have faults, all of which are named.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public ContextMemoryTrace Trace(string text, TraceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TextTracer.Trace(_model, text, options ?? new TraceOptions(), cancellation);
    }

    private protected override string SavedKind => Kind;

    internal override Weights? Weights => _model.Weights;

    internal override void UseEngine(TrainingEngine engine) => _model.UseEngine(engine);

    internal static ContextMemoryExtractEntitiesTransformer Load(IHostEnvironment environment, string inputColumnName, ContentReader reader)
    {
        string outputColumnName = reader.ReadText();
        EntityModel model = EntityCodec.Read(reader);
        return new ContextMemoryExtractEntitiesTransformer(environment, inputColumnName, outputColumnName, model, report: null);
    }

    private protected override void WriteContent(BinaryWriter writer)
    {
        writer.Write(OutputColumnName);
        EntityCodec.Write(writer, _model);
    }

    internal override DataViewSchema.Column FindInput(DataViewSchema schema) => ColumnRole.TextOrTokens.Find(schema, InputColumnName);

    internal override DataViewSchema.DetachedColumn[] CreateColumns(DataViewSchema input)
    {
        var names = new EntityColumns(OutputColumnName);
        var texts = new VectorDataViewType(TextDataViewType.Instance);
        var places = new VectorDataViewType(NumberDataViewType.Int32);
        return
        [
            new(names.Name, texts),
            new(names.Types, texts),
            new(names.Starts, places),
            new(names.Lengths, places),
            new(names.Scores, new VectorDataViewType(NumberDataViewType.Single)),
            new(names.Tokens, texts),
            new(names.Tags, texts),
        ];
    }

    internal override RowWindow CreateWindow(DataViewRow source, DataViewSchema.Column input, int threads) =>
        new EntityWindow(_model, source, input, threads);

    /// <summary>In the order of <see cref="CreateColumns"/>.</summary>
    internal override Delegate CreateGetter(int column, RowWindow window, Func<int> row)
    {
        var texts = (EntityWindow)window;
        return column switch
        {
            0 => Getters.Vector(() => texts.Entities(row()), TextOf),
            1 => Getters.Vector(() => texts.Entities(row()), (_, entity) => entity.Tokens.Type.AsMemory()),
            2 => Getters.Vector(() => texts.Entities(row()), (text, entity) => SpanAlignment.ToCharacters(text, entity.Tokens).Start),
            3 => Getters.Vector(() => texts.Entities(row()), (text, entity) => SpanAlignment.ToCharacters(text, entity.Tokens).Length),
            4 => Getters.Vector(() => texts.Entities(row()), (_, entity) => entity.Score),
            5 => Getters.Vector(() => texts.Tokens(row()), (text, token) => text.Text.AsMemory(token.Start, token.Length)),
            _ => Getters.Vector(() => texts.Tags(row()), (_, tag) => _model.Tags.Names[tag].AsMemory()),
        };
    }

    private static ExtractedEntity Named(TokenizedText text, FoundEntity entity)
    {
        EntitySpan span = SpanAlignment.ToCharacters(text, entity.Tokens);
        return new ExtractedEntity(text.Text.Substring(span.Start, span.Length), entity.Tokens.Type, span.Start, span.Length, entity.Score);
    }

    private static ReadOnlyMemory<char> TextOf(TokenizedText text, FoundEntity entity)
    {
        EntitySpan span = SpanAlignment.ToCharacters(text, entity.Tokens);
        return text.Text.AsMemory(span.Start, span.Length);
    }
}
