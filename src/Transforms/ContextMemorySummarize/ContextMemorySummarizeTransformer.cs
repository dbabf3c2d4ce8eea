using ContextMemory.MLNet.Batching;
using ContextMemory.MLNet.Columns;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Persistence;
using ContextMemory.MLNet.Tasks.Summarization;
using ContextMemory.MLNet.Tokenization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace ContextMemory.MLNet;

/// <summary>
/// Summarizes by choosing sentences. With the default names it adds Summary (the text of the summary), SummarySentences (the numbers of
/// the chosen sentences, from 0, in the summary's order) and, with a slot for each sentence of the text, SummaryScores (the larger, the
/// more it belongs in the summary; comparable within a text only), SummaryStarts and SummaryLengths (UTF-16 units of the text).
/// </summary>
public sealed class ContextMemorySummarizeTransformer : TextTransformer
{
    internal const string Kind = "summarize";

    internal ContextMemorySummarizeTransformer(
        IHostEnvironment environment,
        string inputColumnName,
        string outputColumnName,
        string? titleColumnName,
        Summarizer summarizer,
        TrainingReport? report)
        : base(environment, nameof(ContextMemorySummarizeTransformer), inputColumnName, report)
    {
        OutputColumnName = outputColumnName;
        TitleColumnName = titleColumnName;
        Summarizer = summarizer;
    }

    /// <summary>The column with the summary's text; the names of those beside it begin with its name.</summary>
    public string OutputColumnName { get; }

    /// <summary>The title's column, or null where titles are not read.</summary>
    public string? TitleColumnName { get; }

    /// <summary>Summarizes texts that are in no IDataView, also those that are too long to be held, or still coming.</summary>
    public Summarizer Summarizer { get; }

    /// <summary>How the sentences are found.</summary>
    public SummaryMethod Method => Summarizer.Method;

    /// <summary>How long summaries are, and which sentences may stand together in one.</summary>
    public SummaryLimits Limits => Summarizer.Limits;

    /// <summary>What is stripped off texts before they are cut into sentences.</summary>
    public TextMarkup Markup => Summarizer.Markup;

    /// <summary>From the tokens of a sentence to its vector; the defaults where the method has no model.</summary>
    public override EncoderOptions Encoder => Summarizer.Model?.Options ?? new GruOptions();

    /// <summary>From the vectors of a document's sentences to vectors that know the document; null where the method has no model.</summary>
    public EncoderOptions? Memory => Summarizer.Model?.Memory;

    /// <inheritdoc/>
    public override long ParameterCount => Summarizer.Model?.ParameterCount ?? 0;

    /// <inheritdoc/>
    public override int VocabularySize => Summarizer.Model?.Coder.KnownRows ?? 0;

    /// <summary>What summarizes strings, of any number of callers together. They have no titles.</summary>
    /// <param name="options">How texts are grouped, and how many may wait; null for the defaults.</param>
    /// <exception cref="ArgumentException">The options have faults, all of which are named.</exception>
    public BatchScorer<TextSummary> CreateBatchScorer(BatchScorerOptions? options = null) => new(options, texts =>
    {
        var cut = new SentenceText[texts.Count];
        PoolLoop.Run(texts.Count, ThreadCount, text => cut[text] = SentenceText.Cut(texts[text], Markup, title: ""));
        return Summarizer.Summarize(cut, ThreadCount);
    });

    private protected override string SavedKind => Kind;

    internal override Weights? Weights => Summarizer.Model?.Weights;

    internal override void UseEngine(TrainingEngine engine) => Summarizer.Model?.UseEngine(engine);

    internal static ContextMemorySummarizeTransformer Load(
        IHostEnvironment environment, string inputColumnName, ContentReader reader, TokenizerRegistry tokenizers)
    {
        string outputColumnName = reader.ReadText();
        string titleColumnName = reader.ReadText();
        return new ContextMemorySummarizeTransformer(
            environment,
            inputColumnName,
            outputColumnName,
            titleColumnName.Length > 0 ? titleColumnName : null,
            SummarizationCodec.Read(reader, tokenizers.Find),
            report: null);
    }

    private protected override void WriteContent(BinaryWriter writer)
    {
        writer.Write(OutputColumnName);
        writer.Write(TitleColumnName ?? "");
        SummarizationCodec.Write(writer, Summarizer);
    }

    internal override DataViewSchema.Column FindInput(DataViewSchema schema) => ColumnRole.TextOrSentences.Find(schema, InputColumnName);

    internal override DataViewSchema.Column[] FindFurtherInputs(DataViewSchema schema) =>
        TitleColumnName is { } title ? [ColumnRole.Text.Find(schema, title)] : [];

    internal override DataViewSchema.DetachedColumn[] CreateColumns(DataViewSchema input)
    {
        var names = new SummaryColumns(OutputColumnName);
        var numbers = new VectorDataViewType(NumberDataViewType.Int32);
        return
        [
            new(names.Name, TextDataViewType.Instance),
            new(names.Sentences, numbers),
            new(names.Scores, new VectorDataViewType(NumberDataViewType.Single)),
            new(names.Starts, numbers),
            new(names.Lengths, numbers),
        ];
    }

    internal override RowWindow CreateWindow(DataViewRow source, DataViewSchema.Column input, int threads)
    {
        DataViewSchema.Column[] further = FindFurtherInputs(source.Schema);
        return new SummaryWindow(Summarizer, new SentenceReader(source, input, further.Length > 0 ? further[0] : null, Markup), threads);
    }

    /// <summary>In the order of <see cref="CreateColumns"/>.</summary>
    internal override Delegate CreateGetter(int column, RowWindow window, Func<int> row)
    {
        var texts = (SummaryWindow)window;
        return column switch
        {
            0 => (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) => value = texts.Summary(row()).Text.AsMemory()),
            1 => Getters.Vector<int>(() => texts.Summary(row()).Sentences.ToArray()),
            2 => Getters.Vector<float>(() => texts.Summary(row()).Scores.ToArray()),
            3 => Getters.Vector<int>(() => Places(texts.Text(row()), span => span.Start)),
            _ => Getters.Vector<int>(() => Places(texts.Text(row()), span => span.Length)),
        };
    }

    private static int[] Places(SentenceText text, Func<SentenceSpan, int> place) => [.. text.Spans.Select(place)];
}
