using System.Text.Json;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Tasks.Encoding;
using ContextMemory.MLNet.Tasks.Tracing;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tests.Tasks.Tracing;

public sealed class TextTracerTests
{
    private const int SegmentLength = 16;

    private static readonly string Long = string.Concat(Enumerable.Repeat("red word1 don't, 日本 word2 blue! ", 30));

    public static TheoryData<EncoderKind> Kinds => new(EncoderKinds.Own);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_trace_changes_no_bit_of_the_result(EncoderKind kind)
    {
        EncodingModel model = CreateEncoder(kind);
        foreach (string text in (string[])["", "red", Long])
        {
            Close.SameBits(new TextScorer(model, []).Score(new StringReader(text)), Floats(Trace(model, text).Scores), $"vector of {text.Length} units");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_layer_with_a_memory_is_there(EncoderKind kind)
    {
        ContextMemoryTrace trace = Trace(CreateEncoder(kind), Long);

        IReadOnlyList<LayerTrace> layers = Assert.Single(trace.Members).Layers;
        (Type, int)[] expected = kind switch
        {
            EncoderKind.Attention or EncoderKind.Pretrained => [(typeof(AttentionTrace), 0), (typeof(AttentionTrace), 1)],
            EncoderKind.KeyValueMemory => [(typeof(SlotMemoryTrace), 0), (typeof(SlotMemoryTrace), 1)],
            EncoderKind.DeltaMemory => [(typeof(DeltaMemoryTrace), 0), (typeof(DeltaMemoryTrace), 1)],
            EncoderKind.AttentionLstm => [(typeof(AttentionTrace), 0), (typeof(AttentionTrace), 1), (typeof(GateTrace), 2), (typeof(GateTrace), 2)],
            _ => [(typeof(GateTrace), 0), (typeof(GateTrace), 0), (typeof(GateTrace), 1), (typeof(GateTrace), 1)],
        };
        Assert.Equal(expected, layers.Select(layer => (layer.GetType(), layer.Layer)));
        Assert.All(layers.OfType<GateTrace>(), gates => Assert.Equal(trace.TokenCount, gates.ForgetGates.Count));
        bool[] directions = [.. layers.OfType<GateTrace>().Select(gates => gates.IsReverse)];
        Assert.Equal(directions.Select((_, i) => i % 2 == 1), directions);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_trace_is_written_as_json_and_read_again(EncoderKind kind)
    {
        string json = JsonSerializer.Serialize(Trace(CreateEncoder(kind), Long, new TraceOptions { QueryTokens = [3] }));

        ContextMemoryTrace? read = JsonSerializer.Deserialize<ContextMemoryTrace>(json);

        Assert.Equal(json, JsonSerializer.Serialize(read));
        Assert.Contains("\"memory\":\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Tokens_have_their_text_place_and_segment()
    {
        EncodingModel model = CreateEncoder(EncoderKind.Gru);

        ContextMemoryTrace trace = Trace(model, Long);

        Assert.Equal(TokenCodes.CountTokens(model.Encode(Long)), trace.TokenCount);
        Assert.Equal(trace.TokenCount, trace.Tokens.Count);
        Assert.All(trace.Tokens, token => Assert.Equal(token.Text, Long.Substring(token.Start!.Value, token.Text.Length)));
        Assert.Equal(Enumerable.Range(0, trace.TokenCount).Select(token => token / SegmentLength), trace.Tokens.Select(token => token.Segment));
        Assert.Equal(SegmentLength, trace.SegmentLength);
        Assert.Equal(["red", "word1", "don't", ",", "日", "本"], trace.Tokens.Take(6).Select(token => token.Text));
        Assert.Equal(new TracedToken("", 0, 0), Assert.Single(Trace(model, " ").Tokens));
    }

    [Fact]
    public void Of_a_longer_text_there_are_the_first_tokens_and_sums_over_all()
    {
        EncodingModel model = CreateEncoder(EncoderKind.Gru);
        GateTrace all = FirstGates(Trace(model, Long));

        ContextMemoryTrace trace = Trace(model, Long, new TraceOptions { TokenLimit = 20, Top = 3 });

        GateTrace gates = FirstGates(trace);
        Assert.Equal(20, trace.Tokens.Count);
        Assert.True(trace.TokenCount > 200);
        Assert.Equal(all.ForgetGates.Take(20), gates.ForgetGates);
        Assert.Equal(all.InputGates.Take(20), gates.InputGates);
        Assert.Equal(all.TimeConstants, gates.TimeConstants);
        Assert.Equal(all.SlowestUnits.Take(3), gates.SlowestUnits);

        static GateTrace FirstGates(ContextMemoryTrace trace) => (GateTrace)trace.Members[0].Layers[0];
    }

    [Fact]
    public void Each_member_has_its_part_and_a_classifier_its_labels()
    {
        var encoders = ToyTexts.Encoders(ToyTexts.Topics(30, seed: 1), ToyTexts.SmallEncoder(EncoderKind.Lstm) with { SegmentLength = SegmentLength }, 3, members: 2);
        var model = new ClassificationModel(encoders);

        ContextMemoryTrace trace = TextTracer.Trace(model, ["red", "green", "blue"], Long, new TraceOptions(), CancellationToken.None);

        Assert.Equal(["red", "green", "blue"], trace.Labels);
        Close.SameBits(new TextScorer(model, []).Score(new StringReader(Long)), Floats(trace.Scores), "probabilities");
        Assert.Equal(2, trace.Members.Count);
        Assert.NotEqual(((GateTrace)trace.Members[0].Layers[0]).ForgetGates, ((GateTrace)trace.Members[1].Layers[0]).ForgetGates);
    }

    [Fact]
    public void Pieces_of_a_tokenizer_have_its_texts_and_no_place()
    {
        var coder = new SubwordVocabulary(new CharacterTokenizer(), ['a', 'b'], hashBuckets: 4);
        var model = new EncodingModel(coder, ToyTexts.SmallEncoder(EncoderKind.Gru), Kernels.Current);
        model.Weights.Initialize(1);

        Assert.Equal([new TracedToken("a", null, 0), new TracedToken("c", null, 0)], Trace(model, "ac").Tokens);
    }

    [Fact]
    public void Reading_can_be_cancelled() => Assert.ThrowsAny<OperationCanceledException>(() => TextTracer.Trace(
        CreateEncoder(EncoderKind.Gru), [], Long, new TraceOptions(), new CancellationToken(canceled: true)));

    [Fact]
    public void Faulty_options_are_refused() =>
        Assert.Throws<ArgumentException>(() => Trace(CreateEncoder(EncoderKind.Gru), "red", new TraceOptions { Top = 0 }));

    private static ContextMemoryTrace Trace(IStreamingModel model, string text, TraceOptions? options = null) =>
        TextTracer.Trace(model, [], text, options ?? new TraceOptions(), CancellationToken.None);

    private static float[] Floats(IEnumerable<float> values) => [.. values];

    private static EncodingModel CreateEncoder(EncoderKind kind)
    {
        TokenCoderBuilder words = ToyTexts.Words();
        words.Add(Long);
        var model = new EncodingModel(words.Build(), ToyTexts.SmallEncoder(kind) with { SegmentLength = SegmentLength, Layers = 2 }, Kernels.Current);
        model.Weights.Initialize(1);
        return model;
    }
}
