using ContextMemory.MLNet.Corpus;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Tasks.Encoding;
using ContextMemory.MLNet.Tasks.Entities;
using ContextMemory.MLNet.Tasks.Summarization;
using ContextMemory.MLNet.Tests.Support;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.TorchTests.Support;

/// <summary>Objectives of each task over random rows of random lengths, some in several segments, with weights that are random too.</summary>
internal static class RandomObjectives
{
    private static readonly MemoryRoom Unbounded = new(long.MaxValue);

    private const int SegmentLength = 8;
    private const int LongestDocument = 4 * SegmentLength - 3;

    /// <summary>A small encoder without dropout.</summary>
    public static EncoderOptions Encoder(EncoderKind kind, object? values = null)
    {
        EncoderOptions options = ToyTexts.SmallEncoder(kind).With(new { SegmentLength, MemoryLength = 5, Slots = 5, Layers = 2, Memory = (EncoderKind?)EncoderKind.Gru });
        return values is null ? options : options.With(values);
    }

    public static ClassificationObjective Classes(
        EncoderOptions encoder,
        ulong seed,
        double smoothing = 0.1,
        double epsilon = 0,
        int horizon = 1,
        int members = 1,
        bool isMultiLabel = false,
        bool isShort = false,
        int rows = 6)
    {
        const int Classes = 3;
        var random = new RandomStream(seed);
        var model = new EncoderEnsemble(Coder(), encoder, Classes, Kernels.Current, members, isMultiLabel);
        var data = new EncodedRows(Unbounded, isMultiLabel);
        for (int row = 0; row < rows; row++)
        {
            RowLabels labels = isMultiLabel
                ? RowLabels.OfSet([.. Enumerable.Range(0, Classes).Where(_ => random.NextInteger(2) == 0)])
                : random.NextInteger(Classes);
            data.Add(Codes(random, model.Coder, isShort ? SegmentLength : LongestDocument), labels, row == 1 ? 0 : 0.5f + (float)random.NextDouble());
        }

        Scatter(model.Weights, random);
        return new ClassificationObjective(model, new RowsToLearn(data), smoothing, epsilon, horizon);
    }

    public static TokenPredictionObjective Tokens(EncoderOptions encoder, TokenObjective objective, bool readsDocuments, ulong seed)
    {
        var random = new RandomStream(seed);
        var model = new TokenPredictionModel(Coder(), encoder, Kernels.Current, readsDocuments);
        int[][] rows = [.. Enumerable.Range(0, 6).Select(_ => Codes(random, model.Coder, LongestDocument))];
        Scatter(model.Weights, random);
        return new TokenPredictionObjective(model, objective, rows, validation: [], seed);
    }

    public static EntityObjective Entities(EncoderOptions encoder, EncoderKind? characters, TagScheme scheme, ulong seed, bool hasTransformer = false)
    {
        var random = new RandomStream(seed);
        EncoderOptions? reader = characters is { } kind ? Encoder(kind).With(new { SegmentLength = 64, Layers = 1, MemoryLength = 0 }) : null;
        var features = new EntityFeatureOptions
        {
            HashBuckets = 16,
            FeatureDropout = 0,
            WordDropout = 0,
            MinimumWordCount = 1,
            MinimumFeatureCount = 1,
            Characters = reader,
        };
        AnnotatedText[] texts = [.. Enumerable.Range(0, 5).Select(_ => Annotated(random))];
        var builder = new EntityCoder.Builder(features);
        Array.ForEach(texts, text => builder.Add(text.Text));
        EntityCoder coder = builder.Build();
        PretrainedOptions? transformer = null;
        if (hasTransformer)
        {
            (transformer, encoder) = TinyPretrained.ReadPieces(coder, encoder);
        }

        var model = new EntityModel(coder, encoder, reader, new TagSet(scheme, ["PER", "PLACE"]), Kernels.Current, transformer);
        Scatter(model.Weights, random);
        TaggedCodes[] rows =
        [
            .. texts.Select(text => new TaggedCodes(model.Coder.Encode(text.Text), model.Tags.Encode(text.Text.Tokens.Count, text.Entities))),
        ];
        return new EntityObjective(model, rows, [], features);
    }

    public static SummarizationObjective Summaries(EncoderOptions encoder, EncoderOptions memory, ulong seed)
    {
        var random = new RandomStream(seed);
        SummaryDocument[] documents = ToySummaries.Cues(5, seed);
        var model = new SummarizationModel(Coder(), encoder, memory, Kernels.Current);
        var rows = new EncodedSummaries(Unbounded);
        foreach (SummaryDocument document in documents)
        {
            rows.Documents.Add(model.Encode(document.Sentences, document.Title));
            rows.Targets.Add(new SummaryTargets(2).Of(document));
            rows.Sentences.Add(document.Sentences);
            rows.References.Add(SummaryTargets.References(document));
        }

        Scatter(model.Weights, random);
        return new SummarizationObjective(model, rows, new EncodedSummaries(Unbounded), new SummarySelector(new SummaryLimits()));
    }

    public static TokenCoder Coder()
    {
        TokenCoderBuilder builder = ToyTexts.Words();
        for (int i = 0; i < 90; i++)
        {
            builder.Add($"word{i % 30}");
        }

        return builder.Build();
    }

    /// <summary>A document of random length: tokens of one row of the table, and of several.</summary>
    public static int[] Codes(RandomStream random, TokenCoder coder, int longest)
    {
        return [.. Enumerable.Range(0, 1 + random.NextInteger(longest)).SelectMany(_ => Token())];

        int[] Token() => random.NextInteger(4) == 0 ? [Row(), ~Row(), ~Row()] : [Row()];

        int Row() => random.NextInteger(coder.TableRows);
    }

    public static AnnotatedText Annotated(RandomStream random)
    {
        var entities = new List<EntitySpan>();
        string text = "call";
        for (int i = random.NextInteger(6); i >= 0; i--)
        {
            text += " then word" + random.NextInteger(9) + " ";
            string name = random.NextInteger(2) == 0 ? "Ana Kiss" : "Rome";
            entities.Add(new EntitySpan(text.Length, name.Length, name.Length > 4 ? "PER" : "PLACE"));
            text += name;
        }

        return AnnotatedText.Of(text, entities);
    }

    /// <summary>First weights, and none of them zero: zeros would hide a wrong gradient.</summary>
    public static void Scatter(Weights weights, RandomStream random)
    {
        weights.Initialize(random.NextBits());
        foreach (ref float value in weights.Values)
        {
            value += 0.1f * (float)random.NextGaussian();
        }

        weights.Changed();
    }
}
