using ContextMemory.MLNet.Tasks.Entities;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tests.Tasks.Entities;

public sealed class EntityCodecTests
{
    private static readonly AnnotatedText[] Rows =
    [
        .. Enumerable.Range(0, 10).Select(i => AnnotatedText.Of($"call Ana in Rome {i}", [new(5, 3, "PER"), new(12, 4, "PLACE")])),
        .. Enumerable.Range(0, 10).Select(i => AnnotatedText.Of($"Béla Kiss is away {i}", [new(0, 9, "PER")])),
    ];

    private static readonly CodecCheck<EntityModel> Codec = new(EntityCodec.Write, EntityCodec.Read);

    public static TheoryData<TagScheme, EncoderKind?, bool> Kinds => new()
    {
        { TagScheme.Bio, null, false },
        { TagScheme.Bioes, null, true },
        { TagScheme.Bioes, EncoderKind.GatedMemory, false },
        { TagScheme.Bio, EncoderKind.Lstm, true },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_model_is_read_as_it_was_written(TagScheme scheme, EncoderKind? characters, bool hasNames)
    {
        EntityModel model = Train(scheme, characters, hasNames);
        EntityModel read = Codec.Reread(model);
        Assert.Equal(model.Tags.Names, read.Tags.Names);
        Assert.Equal((model.Options, model.CharacterOptions), (read.Options, read.CharacterOptions));
        Close.SameBits(model.Weights.Values, read.Weights.Values, "weights");
        TokenizedText[] texts = [.. Rows.Select(row => row.Text), TokenizedText.Of("ask Wei of São Paulo, not Ana")];
        foreach ((ExtractedText expected, ExtractedText actual) in new EntityExtractor(model).Extract(texts).Zip(new EntityExtractor(read).Extract(texts)))
        {
            Assert.Equal(expected.Tags, actual.Tags);
            Assert.Equal(expected.Entities, actual.Entities);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_ends_early_is_refused(TagScheme scheme, EncoderKind? characters, bool hasNames) =>
        Codec.RefusesWhatEndsEarly(Train(scheme, characters, hasNames));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_changed_is_refused_or_another_model(TagScheme scheme, EncoderKind? characters, bool hasNames) =>
        Codec.SurvivesChangedBytes(Train(scheme, characters, hasNames));

    private static EntityModel Train(TagScheme scheme, EncoderKind? characters, bool hasNames)
    {
        EntityModel model = new EntityTrainer
        {
            Encoder = ToyTexts.SmallEncoder(EncoderKind.Lstm) with { SegmentLength = 8 },
            Features = new EntityFeatureOptions
            {
                HashBuckets = 16,
                Characters = characters is { } kind ? ToyTexts.SmallEncoder(kind) with { Pooling = Pooling.Max } : null,
            },
            Training = new TrainingOptions { Epochs = 1, BatchSize = 8, Threads = 1 },
            Scheme = scheme,
            Seed = 1,
        }.Train(Rows, validationRows: null).Model;
        if (hasNames)
        {
            model.Coder.Gazetteers = [new Gazetteer([TextHash.Of("ana"), TextHash.Of("wei")], longest: 3), new Gazetteer([TextHash.Of("rome")], longest: 4)];
        }

        return model;
    }
}
