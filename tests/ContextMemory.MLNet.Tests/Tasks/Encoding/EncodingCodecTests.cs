using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Encoding;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tests.Tasks.Encoding;

public sealed class EncodingCodecTests
{
    private static readonly CharacterTokenizer Tokenizer = new();

    private static readonly string[] Texts = ["red green blue", "", "köszönöm, it's 3.14", "blue red unseen words"];

    private static readonly CodecCheck<EncodingModel> Codec = new(
        EncodingCodec.Write, reader => EncodingCodec.Read(reader, fingerprint => fingerprint == Tokenizer.Fingerprint ? Tokenizer : null));

    public static TheoryData<EncoderKind, bool> Kinds
    {
        get
        {
            var kinds = new TheoryData<EncoderKind, bool>();
            foreach (EncoderKind kind in EncoderKinds.Own)
            {
                kinds.Add(kind, false);
                kinds.Add(kind, true);
            }

            return kinds;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_model_is_read_as_it_was_written(EncoderKind kind, bool hasPieces)
    {
        EncodingModel model = Create(kind, hasPieces);
        EncodingModel read = Codec.Reread(model);
        Assert.Equal(model.Options, read.Options);
        Close.SameBits(model.Weights.Values, read.Weights.Values, "weights");
        Close.SameBits(Run(model), Run(read), "vectors");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_ends_early_is_refused(EncoderKind kind, bool hasPieces) => Codec.RefusesWhatEndsEarly(Create(kind, hasPieces));

    [Theory]
    [InlineData(EncoderKind.Attention)]
    [InlineData(EncoderKind.KeyValueMemory)]
    public void What_is_changed_is_refused_or_another_model(EncoderKind kind) => Codec.SurvivesChangedBytes(Create(kind, hasPieces: false));

    [Fact]
    public void A_tokenizer_that_is_not_given_is_asked_for_by_its_description()
    {
        var codec = new CodecCheck<EncodingModel>(EncodingCodec.Write, reader => EncodingCodec.Read(reader, _ => null));
        byte[] content = codec.Write(Create(EncoderKind.Lstm, hasPieces: true));
        var fault = Assert.Throws<InvalidOperationException>(() => codec.Read(content));
        Assert.StartsWith($"The model was trained with a {Tokenizer.Description} that is not stored with it.", fault.Message);
    }

    private static EncodingModel Create(EncoderKind kind, bool hasPieces)
    {
        TokenCoder coder = hasPieces
            ? new SubwordVocabulary(Tokenizer, [.. "redgnblu".Select(c => (int)c)], hashBuckets: 8)
            : new Vocabulary(["red", "green", "blue"], lowerCase: true, hashBuckets: 8);
        var model = new EncodingModel(coder, ToyTexts.SmallEncoder(kind) with { SegmentLength = 16 }, Kernels.Current);
        model.Weights.Initialize(1);
        return model;
    }

    private static float[] Run(EncodingModel model)
    {
        var results = new float[Texts.Length * model.ResultSize];
        model.Run([.. Texts.Select(text => model.Encode(text))], results);
        return results;
    }
}
