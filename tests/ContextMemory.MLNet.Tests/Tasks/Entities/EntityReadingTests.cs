using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Tasks.Entities;
using ContextMemory.MLNet.Tasks.Tracing;
using ContextMemory.MLNet.Tasks.Tracing.Collecting;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tests.Tasks.Entities;

[Collection(MeasuresHeap.Name)]
public sealed class EntityReadingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public static TheoryData<EncoderKind> Kinds => [.. EncoderKinds.Own];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [Trait("Category", "Slow")]
    [MemberData(nameof(Kinds))]
    public async Task Streamed_entities_are_those_of_the_whole_text(EncoderKind kind)
    {
        EntityModel model = Train(kind, TagScheme.Bioes, ToyTexts.SmallEncoder(EncoderKind.Gru) with { Pooling = Pooling.Max });
        var scorer = new TextScorer(model);
        foreach (int sentences in (int[])[0, 1, 2, 9, 150])
        {
            string text = Text(sentences);
            TextEntity[] expected = Whole(model, text);
            Assert.True(sentences < 9 || expected.Length > 0);
            AssertSame(expected, [.. scorer.FindEntities(new StringReader(text))]);
            foreach (int longest in (int[])[1, 50, 100_000])
            {
                var found = new List<TextEntity>();
                await foreach (TextEntity entity in scorer.FindEntitiesAsync(Cuts.Slowly(Cuts.Cut(text, longest, seed: 5))))
                {
                    found.Add(entity);
                }

                AssertSame(expected, found);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    public void Streamed_entities_are_those_of_the_whole_text_where_segments_of_pieces_overlap(int overlap)
    {
        EntityModel model = Train(new PretrainedOptions { Path = TinyPretrained.Folder, SegmentOverlap = overlap }, TagScheme.Bioes);
        string text = Text(sentences: 60);
        TextEntity[] expected = Whole(model, text);
        Assert.NotEmpty(expected);
        AssertSame(expected, [.. new TextScorer(model).FindEntities(new StringReader(text))]);
        Assert.Equal(
            Scores(new EntityExtractor(model).Extract([TokenizedText.Of(text)])),
            Scores(new EntityExtractor(model).Extract([TokenizedText.Of(text), TokenizedText.Of("Ana"), TokenizedText.Of(text)], threads: 3)));

        static IEnumerable<float> Scores(IReadOnlyList<ExtractedText> found) => found[0].Entities.Select(entity => entity.Score);
    }

    [Theory]
    [InlineData(TagScheme.Bio)]
    [InlineData(TagScheme.Bioes)]
    public void Names_of_lists_are_found_across_segments(TagScheme scheme)
    {
        string list = Path.Combine(_folder, "names.txt");
        File.WriteAllText(list, "a b\na b c d e f g h i j k l m n o\nb c\nc\n");
        EntityModel model = Train(EncoderKind.Lstm, scheme, gazetteers: [list]);
        var random = new RandomStream(1);
        string text = string.Join(' ', Enumerable.Range(0, 3_000).Select(i =>
            random.NextInteger(4) == 0 ? "a b c d e f g h i j k l m n o" : ((char)('a' + random.NextInteger(4))).ToString()));
        AssertSame(Whole(model, text), [.. new TextScorer(model).FindEntities(new StringReader(text))]);
    }

    [Fact]
    public void A_trace_changes_no_bit_and_sees_the_encoder_over_words_alone()
    {
        EntityModel model = Train(EncoderKind.Lstm, TagScheme.Bioes, ToyTexts.SmallEncoder(EncoderKind.Gru) with { Pooling = Pooling.Max });
        string text = Text(20);
        var plain = new EntityReading(model, CancellationToken.None);
        var observed = new EntityReading(model, CancellationToken.None, new MemberCollector(new TraceOptions()));

        ContextMemoryTrace trace = TextTracer.Trace(model, text, new TraceOptions(), CancellationToken.None);

        Assert.Equal(plain.Add(text).Concat(plain.End()), observed.Add(text).Concat(observed.End()));
        IReadOnlyList<LayerTrace> layers = Assert.Single(trace.Members).Layers;
        Assert.Equal([(0, false), (0, true)], layers.Cast<GateTrace>().Select(gates => (gates.Layer, gates.IsReverse)));
        Assert.All(layers.Cast<GateTrace>(), gates => Assert.Equal(trace.TokenCount, gates.ForgetGates.Count));
        Assert.All(layers.Cast<GateTrace>(), gates => Assert.All(gates.ForgetGates, gate => Assert.InRange(gate, 0.01, 0.99)));
        Assert.All(trace.Tokens, token => Assert.Equal(token.Text, text.Substring(token.Start!.Value, token.Text.Length)));
    }

    [Fact]
    public void Entities_come_while_the_text_is_still_coming()
    {
        var scorer = new TextScorer(Train(EncoderKind.Lstm, TagScheme.Bioes));
        using var text = new GeneratedText(Text(9), long.MaxValue);
        TextEntity[] first = [.. scorer.FindEntities(text).Take(100)];
        Assert.Equal(first.OrderBy(entity => entity.Start), first);
        Assert.InRange(text.Length, first[^1].End, first[^1].End + 30_000);
    }

    [Fact]
    public void An_entity_without_end_is_found_in_parts()
    {
        // Everything is one entity: the tag that goes on has the best score everywhere.
        EntityModel model = Train(EncoderKind.Lstm, TagScheme.Bio);
        foreach (Parameter parameter in model.Layout.Parameters)
        {
            model.Weights[parameter].Clear();
        }

        int inside = Enumerable.Range(0, model.Tags.Names.Count).First(model.Tags.GoesOn);
        model.Weights[model.Layout.Parameters.Single(parameter => parameter.Name == "head.bias")][0, inside] = 20;
        model.Weights.Changed();
        string text = string.Join(' ', Enumerable.Repeat("word", 10_000));
        TextEntity[] found = [.. new TextScorer(model).FindEntities(new StringReader(text))];
        Assert.Equal([0L, 5L * 4_096, 5L * 8_192], found.Select(entity => entity.Start));
        Assert.Equal([5 * 4_096 - 1, 5 * 4_096 - 1, text.Length - 5 * 8_192], found.Select(entity => entity.Length));
        Assert.All(found, entity => Assert.Equal(text.Substring((int)entity.Start, entity.Length), entity.Text));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void A_text_of_two_million_characters_is_not_held()
    {
        var scorer = new TextScorer(Train(EncoderKind.Gru, TagScheme.Bioes, segmentLength: 256));
        using var text = new GeneratedText(Text(9), length: 2_000_000);
        Assert.InRange(scorer.FindEntities(text).Count(), 1_000, 1_000_000);
        Assert.InRange(text.MostGrown, 0, 4_000_000);
    }

    [Fact]
    public async Task What_a_model_does_not_do_is_refused_at_once()
    {
        EntityModel model = Train(EncoderKind.Lstm, TagScheme.Bioes);
        var scorer = new TextScorer(model);
        Assert.Equal(0, scorer.ScoreCount);
        Assert.Empty(scorer.Labels);
        Assert.Throws<InvalidOperationException>(() => scorer.Score(new StringReader("")));
        await Assert.ThrowsAsync<InvalidOperationException>(() => scorer.ScoreAsync(Cuts.Slowly([""])));
        Assert.Throws<ArgumentNullException>("text", () => scorer.FindEntities(null!));
        Assert.Throws<ArgumentNullException>("pieces", () => scorer.FindEntitiesAsync(null!));
        Assert.ThrowsAny<OperationCanceledException>(() => scorer.FindEntities(new StringReader(Text(9)), new CancellationToken(canceled: true)).Count());
        await Assert.ThrowsAsync<ArgumentException>("pieces", async () =>
        {
            await foreach (TextEntity _ in scorer.FindEntitiesAsync(Cuts.Slowly([null!])))
            {
            }
        });
    }

    private static TextEntity[] Whole(EntityModel model, string text)
    {
        var tokenized = TokenizedText.Of(text);
        return [.. new EntityExtractor(model).Extract([tokenized])[0].Entities.Select(entity =>
        {
            EntitySpan span = SpanAlignment.ToCharacters(tokenized, entity.Tokens);
            return new TextEntity(span.Start, span.Length, span.Type, text.Substring(span.Start, span.Length), entity.Score);
        })];
    }

    private static void AssertSame(IReadOnlyList<TextEntity> expected, IReadOnlyList<TextEntity> found)
    {
        Assert.Equal(expected.Select(entity => entity with { Score = 0 }), found.Select(entity => entity with { Score = 0 }));
        Close.All([.. expected.Select(entity => entity.Score)], [.. found.Select(entity => entity.Score)], 1e-5, "scores");
    }

    private static string Text(int sentences) => string.Concat(Enumerable.Range(0, sentences).Select(i => (i % 3) switch
    {
        0 => "please send it to Ana in Rome now.\r\n",
        1 => "call Be\u0301la Kiss in S\u00e3o Paulo now!\n\n",
        _ => "👍 日本 call Wei in Rome, don't wait  ",
    }));

    private static EntityModel Train(EncoderKind kind, TagScheme scheme, EncoderOptions? characters = null, string[]? gazetteers = null, int segmentLength = 8) =>
        Train(ToyTexts.SmallEncoder(kind) with { SegmentLength = segmentLength }, scheme, characters, gazetteers);

    private static EntityModel Train(EncoderOptions encoder, TagScheme scheme, EncoderOptions? characters = null, string[]? gazetteers = null)
    {
        string[] names = ["Ana", "B\u00e9la Kiss", "Wei"];
        string[] places = ["Rome", "S\u00e3o Paulo"];
        AnnotatedText[] rows = [.. Enumerable.Range(0, 60).Select(i =>
        {
            string name = names[i % 3];
            string place = places[i % 2];
            return AnnotatedText.Of($"call {name} in {place} now", [new(5, name.Length, "PER"), new(5 + name.Length + 4, place.Length, "PLACE")]);
        })];
        return new EntityTrainer
        {
            Encoder = encoder,
            Features = new() { HashBuckets = 16, Characters = characters, Gazetteers = gazetteers ?? [] },
            Training = new() { Epochs = 4, BatchSize = 8, LearningRate = 0.01, Threads = 1 },
            Scheme = scheme,
            Seed = 1,
        }.Train(rows, validationRows: null).Model;
    }
}
