using System.Text.Json;
using ContextMemory.MLNet.Engines.Managed;
using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Layers.Losses;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Tasks.Entities;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tests.Tasks.Entities;

public sealed class EntityModelTests
{
    private static readonly EntityFeatureOptions Features = new() { HashBuckets = 16, FeatureDropout = 0.2 };

    public static TheoryData<EncoderKind> Kinds => [.. EncoderKinds.Own];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Results_do_not_depend_on_the_texts_beside_or_the_threads(EncoderKind kind)
    {
        AnnotatedText[] rows = Rows(40);
        var extractor = new EntityExtractor(Train(rows, kind, threads: 1, characters: Characters(kind)).Model);
        TokenizedText[] texts = [.. rows.Select(row => row.Text), TokenizedText.Of("")];
        ExtractedText[] together = extractor.Extract(texts);
        ExtractedText[] shared = extractor.Extract(texts, threads: 3);
        Assert.Equal(together.Select(Print), shared.Select(Print));
        Assert.Equal(together.Select(Print), texts.Select(text => Print(extractor.Extract([text])[0])));
        Assert.Equal(together.Select(Print), texts.Select(text => Print(extractor.Extract([text], threads: 2)[0])));
        Assert.Equal("", Print(together[^1]));
    }

    [Fact]
    public void Equivalent_texts_have_the_same_codes_and_entities_where_they_stand()
    {
        const string Name = "Réka Győrffy-Šimůnek";
        string[] forms = [Name, TextForms.Decompose(Name), TextForms.Strew(Name)];
        AnnotatedText[] rows =
        [
            .. Enumerable.Range(0, 30).Select(_ => AnnotatedText.Of($"appelle {Name} là-bas", [new EntitySpan(8, Name.Length, "WHO")])),
            .. Rows(30),
        ];
        rows = [.. rows, AnnotatedText.Of("Ülo", [new EntitySpan(0, 3, "WHO\u200b")])];
        EntityModel model = Train(rows, EncoderKind.Lstm, threads: 1, characters: Characters(EncoderKind.Gru)).Model;
        Assert.Single(model.Tags.Types, "WHO");
        TokenizedText[] texts = [.. forms.Select(form => TokenizedText.Of($"appelle {form} là-bas"))];

        string codes = JsonSerializer.Serialize(model.Coder.Encode(texts[0]));
        ExtractedText[] found = new EntityExtractor(model).Extract(texts);

        Assert.All(texts, text => Assert.Equal(codes, JsonSerializer.Serialize(model.Coder.Encode(text))));
        Assert.All(found, text => Assert.Equal(Print(found[0]), Print(text)));
        Assert.Equal("WHO", Assert.Single(found[0].Entities).Tokens.Type);
        Assert.All(texts.Zip(forms), pair =>
        {
            EntitySpan span = SpanAlignment.ToCharacters(pair.First, found[0].Entities[0].Tokens);
            Assert.Equal(pair.Second, pair.First.Text.Substring(span.Start, pair.Second.Length));
            Assert.InRange(span.Length, pair.Second.Length - 1, pair.Second.Length);
        });
    }

    [Theory]
    [InlineData(null)]
    [InlineData(EncoderKind.Gru)]
    public void The_same_seed_gives_the_same_model_on_any_number_of_threads(EncoderKind? characters)
    {
        AnnotatedText[] rows = Rows(60);
        EncoderOptions? reader = characters is { } kind ? Characters(kind) : null;
        float[] one = Train(rows, EncoderKind.Lstm, threads: 1, characters: reader).Model.Weights.Values.ToArray();
        float[] two = Train(rows, EncoderKind.Lstm, threads: 2, characters: reader).Model.Weights.Values.ToArray();
        Close.SameBits(one, two, "weights of two threads");
    }

    [Fact]
    public void Words_may_be_read_by_their_characters_in_their_order_and_case()
    {
        EntityModel model = Train(Rows(40), EncoderKind.Lstm, threads: 1, characters: Characters(EncoderKind.Lstm)).Model;
        CharacterCoder coder = model.Coder.Characters!;
        TokenizedText text = TokenizedText.Of(["call", "Call", "🙂", "llac", "", "call", new string('l', 70)]);

        int[][] words = coder.Encode(text);

        Assert.Equal(words[0].Reverse(), words[3]);
        Assert.NotEqual(words[0], words[1]);
        Assert.Equal([FeatureIndex.UnknownRow], words[2]);
        Assert.Equal([FeatureIndex.UnknownRow], words[4]);
        Assert.Same(words[0], words[5]);
        Assert.Equal(WordTokenizer.MaximumTokenLength, words[6].Length);
        Assert.Equal(text.Tokens.Count, new EntityExtractor(model).Extract([text])[0].Tags.Length);
    }

    [Fact]
    public void What_it_learned_it_finds_again()
    {
        (EntityModel model, TrainingReport report) = Train(Rows(200), EncoderKind.Lstm, threads: 2, epochs: 6);
        Assert.InRange(report.ValidationRows, 20, 60);
        Assert.InRange(report.Epochs[^1].ValidationMetric!.Value, 0.9, 1);
        AnnotatedText[] others = Rows(30, seed: 5);
        ExtractedText[] found = new EntityExtractor(model).Extract([.. others.Select(row => row.Text)]);
        int right = others.Zip(found).Count(pair => pair.First.Entities.SequenceEqual(pair.Second.Entities.Select(entity => entity.Tokens)));
        Assert.InRange(right, 27, 30);
        Assert.All(found.SelectMany(text => text.Entities), entity => Assert.InRange(entity.Score, 0, 1));
    }

    [Theory]
    [InlineData(TagScheme.Bio)]
    [InlineData(TagScheme.Bioes)]
    public void A_text_that_is_decoded_a_segment_at_a_time_has_the_entities_that_it_has_as_a_whole(TagScheme scheme)
    {
        EntityModel model = Train(Rows(60), EncoderKind.Lstm, threads: 1, epochs: 2, scheme: scheme).Model;
        var text = TokenizedText.Of(string.Join('\n', Rows(100, seed: 3).Select(row => row.Text.Text)));

        ExtractedText whole = Tag(lookAhead: int.MaxValue);
        ExtractedText[] parts = [Tag(lookAhead: 40), Tag(lookAhead: 100), new EntityExtractor(model).Extract([text])[0]];

        Assert.InRange(whole.Entities.Count, 100, 300);
        foreach (ExtractedText part in parts)
        {
            Assert.Equal(whole.Tags, part.Tags);
            Assert.Equal(whole.Entities.Select(entity => entity.Tokens), part.Entities.Select(entity => entity.Tokens));
            Assert.All(whole.Entities.Zip(part.Entities), pair => Assert.Equal(pair.First.Score, pair.Second.Score, 1e-6));
        }

        var best = new int[text.Tokens.Count];
        model.Run([model.Coder.Encode(text)], (int _, in TagLattice lattice, Arena arena) => lattice.FindBest(arena, best));
        Assert.Equal(best, whole.Tags);

        ExtractedText Tag(int lookAhead)
        {
            var tagger = new TextTagger(model, text, lookAhead);
            model.Run([tagger], threads: 1);
            return tagger.Result;
        }
    }

    [Theory]
    [InlineData(TagScheme.Bio)]
    [InlineData(TagScheme.Bioes)]
    public void Little_look_ahead_still_gives_tags_that_may_follow_one_another(TagScheme scheme)
    {
        EntityModel model = Train(Rows(60), EncoderKind.Lstm, threads: 1, epochs: 1, scheme: scheme).Model;
        var text = TokenizedText.Of(string.Join('\n', Rows(50, seed: 3).Select(row => row.Text.Text)));
        var tagger = new TextTagger(model, text, lookAhead: 1);

        model.Run([tagger], threads: 1);

        int[] tags = tagger.Result.Tags;
        Assert.True(model.Tags.Transitions.MayStart(tags[0]) && model.Tags.Transitions.MayEnd(tags[^1]));
        Assert.All(tags.Zip(tags[1..]), pair => Assert.True(model.Tags.Transitions.MayFollow(pair.First, pair.Second)));
        Assert.Equal(model.Tags.Decode(tags), tagger.Result.Entities.Select(entity => entity.Tokens));
        Assert.All(tagger.Result.Entities, entity => Assert.InRange(entity.Score, 0, 1));
    }

    [Theory]
    [InlineData(1, 1, 120)]
    [InlineData(20, 8, 120)]
    [InlineData(200, 8, 48)]
    [InlineData(32, 1, 38)]
    [InlineData(480, 8, 20)]
    [InlineData(1_000_000, 1, 20)]
    public void Epochs_are_enough_for_1200_steps_but_20_to_120(int rows, int batchSize, int expected) =>
        Assert.Equal(expected, EntityRecipe.DeriveEpochs(rows, batchSize));

    [Fact]
    public void Epochs_that_are_given_are_kept_and_those_that_are_derived_are_told()
    {
        Assert.Equal(3, Train(Rows(40), EncoderKind.Lstm, threads: 1, epochs: 3).Report.Options.Epochs);
        Assert.Equal(80, Train(Rows(40), EncoderKind.Lstm, threads: 1, epochs: 0).Report.Options.Epochs);
    }

    [Theory]
    [InlineData(TagScheme.Bio, null)]
    [InlineData(TagScheme.Bioes, null)]
    [InlineData(TagScheme.Bioes, EncoderKind.Lstm)]
    [InlineData(TagScheme.Bioes, EncoderKind.Attention)]
    [InlineData(TagScheme.Bioes, null, true)]
    [InlineData(TagScheme.Bioes, EncoderKind.Lstm, true)]
    public void Gradients_over_segments_are_those_of_the_loss(TagScheme scheme, EncoderKind? characters, bool hasTransformer = false)
    {
        // Without memory no gradient would cross a segment's start, where training cuts it off.
        AnnotatedText[] rows = [.. Rows(3), Long()];
        EncoderOptions? reader = characters is { } kind ? Characters(kind) with { Dropout = 0 } : null;
        var builder = new EntityCoder.Builder(Features with { MinimumWordCount = 1, MinimumFeatureCount = 1, Characters = reader });
        Array.ForEach(rows, row => builder.Add(row.Text));
        EncoderOptions encoder = ToyTexts.SmallEncoder(EncoderKind.Attention).With(new { SegmentLength = 8, MemoryLength = 0 });
        var tags = new TagSet(scheme, ["PER", "PLACE"]);
        EntityCoder coder = builder.Build();
        PretrainedOptions? transformer = null;
        if (hasTransformer)
        {
            (transformer, encoder) = TinyPretrained.ReadPieces(coder, encoder);
        }

        var model = new EntityModel(coder, encoder, reader, tags, Kernels.Current, transformer);
        model.Weights.Initialize(3);
        TaggedCodes[] coded =
            [.. rows.Select(row => new TaggedCodes(model.Coder.Encode(row.Text), tags.Encode(row.Text.Tokens.Count, row.Entities)))];
        EntityFeatureOptions nothingHidden = Features with { FeatureDropout = 0, WordDropout = 0 };
        var objective = new EntityObjective(model, coded, [], nothingHidden);
        ShardLearner learner = objective.CreateLearner();
        var gradients = new Gradients(model.Layout);
        var pass = new Pass(model.Weights);
        learner.Batch.Fill([0, 1, 2, 3], pass.Random);
        Loss();

        foreach (Parameter parameter in model.Layout.Parameters)
        {
            float[] analytic = new float[parameter.Length];
            if (parameter.IsSparse)
            {
                foreach (int row in gradients.Sparse(parameter).Rows.ToArray())
                {
                    gradients.Sparse(parameter).Row(row).CopyTo(analytic.AsSpan(row * parameter.Columns));
                }
            }
            else
            {
                gradients[parameter].Span.CopyTo(analytic);
            }

            int place = Array.IndexOf(analytic, analytic.MaxBy(Math.Abs));
            float value = model.Weights[parameter].Span[place];
            const float Step = 5e-3f;
            double difference = At(Step) - At(-Step);
            At(0);
            Assert.True(
                Math.Abs(difference / (2 * Step) - analytic[place]) <= 0.02 * Math.Max(0.5, Math.Abs(analytic[place])),
                $"{parameter.Name}: {analytic[place]} instead of {difference / (2 * Step)}");

            double At(float change)
            {
                model.Weights[parameter].Span[place] = value + change;
                model.Weights.Changed();
                return Loss();
            }
        }

        double Loss()
        {
            gradients.Clear();
            pass.StartLearning(gradients, 1, 1, 0);
            return learner.Learn(pass, 1);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(EncoderKind.Lstm)]
    public void Learning_allocates_nothing_once_warm(EncoderKind? characters)
    {
        AnnotatedText[] rows = Rows(16);
        EntityModel model = Train(rows, EncoderKind.Lstm, threads: 1, characters: characters is { } kind ? Characters(kind) : null).Model;
        TaggedCodes[] coded =
            [.. rows.Select(row => new TaggedCodes(model.Coder.Encode(row.Text), model.Tags.Encode(row.Text.Tokens.Count, row.Entities)))];
        ShardLearner learner = new EntityObjective(model, coded, [], Features).CreateLearner();
        var gradients = new Gradients(model.Layout);
        var pass = new Pass(model.Weights);
        int[] examples = [.. Enumerable.Range(0, rows.Length)];
        Assert.Equal(0, Allocation.OfRepeated(() =>
        {
            learner.Batch.Fill(examples, pass.Random);
            gradients.Clear();
            pass.StartLearning(gradients, 1, 1, 0);
            learner.Learn(pass, 1);
        }));
    }

    private static EncoderOptions Characters(EncoderKind kind) => ToyTexts.SmallEncoder(kind) with { Pooling = Pooling.Max };

    private static (EntityModel Model, TrainingReport Report) Train(
        AnnotatedText[] rows,
        EncoderKind kind,
        int threads,
        int epochs = 1,
        EncoderOptions? characters = null,
        TagScheme scheme = TagScheme.Bioes) =>
        new EntityTrainer
        {
            Encoder = ToyTexts.SmallEncoder(kind) with { SegmentLength = 8 },
            Features = Features with { Characters = characters },
            Training = new TrainingOptions { Epochs = epochs, BatchSize = 8, LearningRate = 0.01, Threads = threads },
            Scheme = scheme,
            Seed = 1,
        }.Train(rows, validationRows: null);

    private static AnnotatedText[] Rows(int count, ulong seed = 1)
    {
        var random = new RandomStream(seed);
        string[] names = ["Ana", "Béla Kiss", "Wei"];
        string[] places = ["Rome", "São Paulo"];
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            string name = names[random.NextInteger(names.Length)];
            string place = places[random.NextInteger(places.Length)];
            string start = random.NextInteger(2) == 0 ? "call " : "please send it to ";
            return AnnotatedText.Of(
                $"{start}{name} in {place} now",
                [new(start.Length, name.Length, "PER"), new(start.Length + name.Length + 4, place.Length, "PLACE")]);
        })];
    }

    private static AnnotatedText Long()
    {
        string text = string.Join(' ', Enumerable.Repeat("call Ana", 11));
        return AnnotatedText.Of(text, Enumerable.Range(0, 11).Select(i => new EntitySpan(9 * i + 5, 3, "PER")));
    }

    private static string Print(ExtractedText text) => string.Join(
        ' ', [.. text.Tags.Select(tag => $"{tag}"), .. text.Entities.Select(entity => $"{entity.Tokens} {BitConverter.SingleToInt32Bits(entity.Score)}")]);
}
