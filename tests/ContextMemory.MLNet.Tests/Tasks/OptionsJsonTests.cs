using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Tasks;

namespace ContextMemory.MLNet.Tests.Tasks;

public sealed class OptionsJsonTests
{
    public static TheoryData<EncoderKind> Kinds => [.. EncoderKinds.Own];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Options_of_an_encoder_are_read_as_they_were_written(EncoderKind kind)
    {
        EncoderOptions options = Unusual(kind);
        Assert.Equal(options, OptionsJson.ReadEncoder(OptionsJson.Write(options)));
        Assert.Equal(EncoderOptions.Of(kind), OptionsJson.ReadEncoder(OptionsJson.Write(EncoderOptions.Of(kind))));
    }

    [Theory]
    [InlineData(EncoderKind.Attention, """{"Kind":"Attention.v1","Heads":3,"Causal":true,"MemoryLength":10,BLOCKS,SHARED}""")]
    [InlineData(EncoderKind.Lstm, """{"Kind":"Lstm.v1",RECURRENT,SHARED}""")]
    [InlineData(EncoderKind.Gru, """{"Kind":"Gru.v1",RECURRENT,SHARED}""")]
    [InlineData(EncoderKind.AttentionLstm, """{"Kind":"AttentionLstm.v1",RECURRENT,"Heads":3,"Causal":true,"MemoryLength":10,BLOCKS,SHARED}""")]
    [InlineData(EncoderKind.GatedMemory, """{"Kind":"GatedMemory.v1","GatesSeeMemory":false,RECURRENT,SHARED}""")]
    [InlineData(EncoderKind.KeyValueMemory, """{"Kind":"KeyValueMemory.v2","Slots":6,"GatedWrites":true,"WriteCost":0.0001,BLOCKS,SHARED}""")]
    [InlineData(EncoderKind.DeltaMemory, """{"Kind":"DeltaMemory.v1","Heads":3,"WriteCost":0.0001,BLOCKS,SHARED}""")]
    public void A_kind_is_saved_with_its_version_and_its_own_options_alone(EncoderKind kind, string expected) => Assert.Equal(
        expected
            .Replace("RECURRENT", "\"HiddenSize\":20,\"Bidirectional\":false", StringComparison.Ordinal)
            .Replace("BLOCKS", "\"FeedForwardSize\":40,\"Positions\":\"Learned\",\"PositionAmplitude\":0.5,\"LearnedPositions\":100", StringComparison.Ordinal)
            .Replace("SHARED", "\"EmbeddingSize\":24,\"Layers\":2,\"Pooling\":\"Max, Last\",\"Dropout\":0.25,\"SegmentLength\":48", StringComparison.Ordinal),
        OptionsJson.Write(Unusual(kind)));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Models_that_have_the_options_of_all_kinds_are_read(EncoderKind kind) => Assert.Equal(
        Unusual(kind).With(new { GatedWrites = false }),
        OptionsJson.ReadEncoder(
            $$"""
            {"Kind":"{{kind}}","EmbeddingSize":24,"HiddenSize":20,"Layers":2,"Bidirectional":false,"Heads":3,"FeedForwardSize":40,"Positions":"Learned",
            "PositionAmplitude":0.5,"LearnedPositions":100,"Causal":true,"MemoryLength":10,"GatesSeeMemory":false,"Slots":6,"Pooling":"Max, Last",
            "Dropout":0.25,"SegmentLength":48}
            """));

    [Theory]
    [InlineData("""{"Kind":"Gru.v9"}""", "kind 'Gru.v9'")]
    [InlineData("""{"Kind":"Mamba.v1","EmbeddingSize":24}""", "kind 'Mamba.v1'")]
    [InlineData("""{"Kind":"Gru.v1","Heads":3}""", "option 'Heads' of kind 'Gru.v1'")]
    [InlineData("""{"Kind":"Attention.v1","Rotary":true}""", "option 'Rotary' of kind 'Attention.v1'")]
    public void What_a_later_version_has_saved_is_named(string json, string what) => Assert.Equal(
        $"The model's encoder was saved by a later version: {what}; update the package.",
        Assert.Throws<InvalidDataException>(() => OptionsJson.ReadEncoder(json)).Message);

    [Fact]
    public void A_module_that_the_process_cannot_make_is_named() => Assert.Equal(
        "The model's encoder is the module 'mine', whose code is not stored with it. Before loading, call TorchSharpModuleEncoder.Register(\"mine\", create) of the package " +
        "ContextMemory.MLNet.TorchSharp with a function that makes the module.",
        Assert.Throws<UnknownModuleException>(() => OptionsJson.ReadEncoder("""{"Kind":"Module.v1","Name":"mine"}""")).Message);

    [Theory]
    [InlineData("[]", "The model is damaged: it has no encoder options.")]
    [InlineData("{}", "The model is damaged: its encoder has no kind.")]
    [InlineData("""{"Kind":null}""", "The model is damaged: its encoder has no kind.")]
    [InlineData("""{"Kind":"Gru.v1","SegmentLength":0}""", "The model is damaged: its segments have a length of 0.")]
    public void Damaged_options_are_named(string json, string expected) =>
        Assert.Equal(expected, Assert.Throws<InvalidDataException>(() => OptionsJson.ReadEncoder(json)).Message);

    [Theory]
    [InlineData("""{"Kind":2}""")]
    [InlineData("""{"Kind":"Gru.v1","Layers":0}""")]
    [InlineData("""{"Kind":"Gru.v1","Layers":"two"}""")]
    [InlineData("""{"Kind":"Gru.v1","Pooling":null}""")]
    [InlineData("""{"Kind":"Gru.v1","Layers":1,"Layers":1}""")]
    [InlineData("""{"Kind":"Gru.v1" """)]
    public void Options_that_cannot_be_read_are_said_to_be_so(string json) => Assert.Equal(
        "The model's encoder options cannot be read; a later version of ContextMemory.MLNet may have saved it. Update the package.",
        Assert.Throws<InvalidDataException>(() => OptionsJson.ReadEncoder(json)).Message);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Changed_options_are_refused_or_valid(EncoderKind kind)
    {
        string json = OptionsJson.Write(Unusual(kind));
        for (int place = 0; place < json.Length; place++)
        {
            foreach (char other in "\"{}:,0-9x")
            {
                Exception? fault = Record.Exception(() =>
                    OptionsChecks.AssertValid(OptionsJson.ReadEncoder($"{json[..place]}{other}{json[(place + 1)..]}").Validate));
                Assert.True(fault is null or InvalidDataException, $"'{other}' at {place}: {fault}");
            }
        }
    }

    [Fact]
    public void Models_saved_before_an_option_was_there_do_as_they_did()
    {
        var earlier = (AttentionOptions)OptionsJson.ReadEncoder("""{ "Kind": "Attention", "EmbeddingSize": 64, "Dropout": 0.1 }""");
        Assert.Equal(1, earlier.AmplitudeOfPositions);
        Assert.Equal(0, earlier.MemoryLength);
    }

    [Theory]
    [InlineData("KeyValueMemory")]
    [InlineData("KeyValueMemory.v1")]
    public void Slots_saved_before_there_were_gates_have_none(string name)
    {
        var earlier = (KeyValueMemoryOptions)OptionsJson.ReadEncoder($$"""{ "Kind": "{{name}}", "EmbeddingSize": 64, "Dropout": 0.1 }""");
        Assert.False(earlier.GatedWrites);
        Assert.Equal(PositionalEncoding.Sinusoidal, earlier.Positions);
        Assert.Equal(earlier, OptionsJson.ReadEncoder(OptionsJson.Write(earlier)));
    }

    private static EncoderOptions Unusual(EncoderKind kind) => KindOptions.Of(kind, new
    {
        EmbeddingSize = 24,
        HiddenSize = 20,
        Layers = 2,
        Bidirectional = false,
        Heads = 3,
        FeedForwardSize = 40,
        Positions = PositionalEncoding.Learned,
        PositionAmplitude = 0.5,
        LearnedPositions = 100,
        Causal = true,
        MemoryLength = 10,
        GatesSeeMemory = false,
        Slots = 6,
        Pooling = Pooling.Max | Pooling.Last,
        Dropout = 0.25,
        SegmentLength = 48,
    });
}
