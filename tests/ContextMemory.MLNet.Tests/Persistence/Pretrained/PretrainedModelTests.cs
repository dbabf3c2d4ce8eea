using System.Numerics.Tensors;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Persistence.Pretrained;

namespace ContextMemory.MLNet.Tests.Persistence.Pretrained;

/// <summary>Models that others have trained, as they publish them.</summary>
public sealed class PretrainedModelTests
{
    public static TheoryData<string> Models => new() { "MiniLm", "Arctic" };

    [PretrainedTheory]
    [MemberData(nameof(Models))]
    public void The_sizes_are_those_that_their_authors_give(string model)
    {
        using PretrainedFolder folder = Open(model);
        Assert.Equal(
            new TransformerShape
            {
                VocabularySize = 30_522,
                HiddenSize = 384,
                Layers = 6,
                Heads = 12,
                FeedForwardSize = 1_536,
                Positions = 512,
                TokenTypes = 2,
                Epsilon = 1e-12,
            },
            folder.Shape);
        Assert.Equal("bert", folder.Architecture);

        // Tables, the first normalization, and per layer four square matrices, two of the feed-forward part, biases and two normalizations.
        const int Layer = 4 * (384 * 384 + 384) + 2 * 384 * 1_536 + 1_536 + 384 + 4 * 384;
        Assert.Equal((30_522 + 512 + 2 + 2) * 384 + 6 * Layer, folder.ValueCount);
    }

    [PretrainedTheory]
    [MemberData(nameof(Models))]
    public void Vectors_of_related_words_are_closer_than_those_of_others(string model)
    {
        using PretrainedFolder folder = Open(model);
        string[] pieces = File.ReadAllLines(Path.Combine(folder.Path, "vocab.txt"));
        var words = new float[30_522 * 384];
        folder.Read("embeddings.word_embeddings.weight", words);
        Assert.True(Cosine("hello", "hi") > Cosine("hello", "carbon") + 0.1f);
        Assert.True(Cosine("france", "germany") > Cosine("france", "seven") + 0.1f);

        float Cosine(string left, string right) => TensorPrimitives.CosineSimilarity<float>(Row(left), Row(right));

        ReadOnlySpan<float> Row(string piece) => words.AsSpan(Array.IndexOf(pieces, piece) * 384, 384);
    }

    [PretrainedTheory]
    [MemberData(nameof(Models))]
    public void Every_tensor_has_the_size_of_learned_weights(string model)
    {
        using PretrainedFolder folder = Open(model);
        Assert.All(TransformerTensors.Of(folder.Shape), tensor =>
        {
            var values = new float[tensor.Shape.Aggregate(1L, (count, size) => count * size)];
            folder.Read(tensor.Name, values);
            Assert.InRange(TensorPrimitives.Norm<float>(values) / Math.Sqrt(values.Length), 1e-4, 3);
        });
    }

    private static PretrainedFolder Open(string model) => PretrainedFolder.Open(model == "MiniLm" ? PretrainedModels.MiniLm : PretrainedModels.Arctic);
}
