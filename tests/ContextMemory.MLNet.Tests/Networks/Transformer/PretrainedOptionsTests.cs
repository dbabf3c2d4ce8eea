using ContextMemory.MLNet.Networks;

namespace ContextMemory.MLNet.Tests.Networks.Transformer;

public sealed class PretrainedOptionsTests
{
    private static readonly TransformerShape Shape = new()
    {
        VocabularySize = 1_000,
        HiddenSize = 96,
        Layers = 4,
        Heads = 6,
        FeedForwardSize = 384,
        Positions = 514,
        FirstPosition = 2,
        Epsilon = 1e-5,
    };

    [Fact]
    public void Sizes_are_those_of_the_transformer_and_the_rest_follows_it_unless_it_is_set()
    {
        PretrainedOptions fitted = new PretrainedOptions().For(Shape, Pooling.First, normalizes: true, mostTokens: 256);
        Assert.Equal((96, 4, 6, 384, 512, 1e-5), (fitted.EmbeddingSize, fitted.Layers, fitted.Heads, fitted.FeedForwardSize, fitted.PositionCount, fitted.Epsilon));
        Assert.Equal((Pooling.First, true, 256), (fitted.Pooling, fitted.Normalize, fitted.SegmentLength));

        PretrainedOptions set = new PretrainedOptions { EmbeddingSize = 7, Pooling = Pooling.Max, Normalize = false, SegmentLength = 64 }
            .For(Shape, Pooling.First, normalizes: true, mostTokens: 256);
        Assert.Equal((96, Pooling.Max, false, 64), (set.EmbeddingSize, set.Pooling, set.Normalize, set.SegmentLength));
    }

    [Fact]
    public void Segments_are_as_long_as_the_positions_allow_and_512_at_most()
    {
        Assert.Equal(512, new PretrainedOptions().For(Shape, null, null, mostTokens: null).SegmentLength);
        Assert.Equal(512, new PretrainedOptions().For(Shape with { Positions = 8_194 }, null, null, mostTokens: null).SegmentLength);
        Assert.Equal(98, new PretrainedOptions { SegmentLength = 0 }.For(Shape with { Positions = 100 }, null, null, mostTokens: null).SegmentLength);
    }

    [Fact]
    public void The_memory_over_segments_reads_their_vectors_forwards()
    {
        Assert.Null(new PretrainedOptions().MemoryOverSegments);
        var memory = Assert.IsType<LstmOptions>(
            new PretrainedOptions { EmbeddingSize = 96, Memory = EncoderKind.Lstm, Dropout = 0.3 }.MemoryOverSegments);
        Assert.Equal((96, false, 0.3), (memory.EmbeddingSize, memory.Bidirectional, memory.Dropout));
    }

    [Fact]
    public void All_faults_are_in_one_message() => OptionsChecks.AssertFaults(
        new PretrainedOptions { Path = "", TrainedLayers = 49, LearningRate = 0, LayerDecay = 1.5, Memory = EncoderKind.Pretrained, SegmentLength = 1_024, SegmentOverlap = 512 }.Validate,
        "Path is empty; allowed is the name of a folder or of an .onnx file: name what holds config.json and the weights.",
        "TrainedLayers is 49; allowed is 0 to 48: null trains all of them.",
        "LearningRate is 0; allowed is above 0, at most 1: null is 0.0002, or 0.002 for adapters.",
        "LayerDecay is 1.5; allowed is above 0, at most 1: 0.8 is usual, 1 trains all layers alike.",
        "Memory is Pretrained; allowed is null or a kind of encoder but Pretrained and Module: use Gru.",
        "SegmentLength is 1024; allowed is 8 to 512, the model's positions: longer texts are read in several segments.",
        "SegmentOverlap is 512; allowed is 0 to 511: at most half of a segment's pieces are those of another.");

    [Fact]
    public void Faults_of_adapters_are_in_one_message() => OptionsChecks.AssertFaults(
        new PretrainedOptions { AdapterRank = 65, TrainedLayers = 0, TrainsVocabulary = true }.Validate,
        "AdapterRank is 65; allowed is 0 to 64: 8 is usual, 0 trains the layers' own weights.",
        "TrainedLayers is 0; allowed is 1 to 48 or null with adapters: set AdapterRank to 0 to train what stands above the transformer alone.",
        "TrainsVocabulary is true; allowed is false with adapters: the transformer's own weights stay as they are.");
}
