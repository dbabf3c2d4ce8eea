using ContextMemory.MLNet;
using ContextMemory.MLNet.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.ML;
using Microsoft.ML.Data;
using Transforms.Tests.Support;

namespace Transforms.Tests.ExtensionsAI;

public class EmbeddingGeneratorTests
{
    private static readonly string[] Texts = ["where is my parcel", "", "the invoice is wrong", "where is my parcel"];

    private readonly MLContext _context = new(1);

    [Fact]
    public async Task Its_vectors_are_those_of_the_column()
    {
        ContextMemoryEncodeTransformer encoder = Fit(Tiny.Encode);
        IEmbeddingGenerator<string, Embedding<float>> generator = encoder.AsEmbeddingGenerator("tiny");

        GeneratedEmbeddings<Embedding<float>> embeddings = await generator.GenerateAsync(Texts);

        IDataView column = encoder.Transform(_context.Data.LoadFromEnumerable(Texts.Select(text => new Message { Text = text })));
        Assert.Equal(column.GetColumn<float[]>("Features"), embeddings.Select(embedding => embedding.Vector.ToArray()));
        Assert.All(embeddings, embedding => Assert.Equal("tiny", embedding.ModelId));
    }

    [Fact]
    public async Task A_pretrained_transformer_gives_vectors_without_a_row_to_learn_from()
    {
        ContextMemoryEncodeTransformer encoder = Fit(Tiny.Encode with { Encoder = new PretrainedOptions { Path = TinyPretrained.Folder, Normalize = true } }, rows: 0);

        GeneratedEmbeddings<Embedding<float>> embeddings = await encoder.AsEmbeddingGenerator().GenerateAsync(Texts);

        Assert.Equal(Texts.Length, embeddings.Count);
        Assert.All(embeddings, embedding => Assert.Equal(TinyPretrained.HiddenSize, embedding.Vector.Length));
        Assert.All(embeddings, embedding => Assert.Equal(1, System.Numerics.Tensors.TensorPrimitives.Norm(embedding.Vector.Span), 1e-5));
        Assert.Equal(embeddings[0].Vector.ToArray(), embeddings[3].Vector.ToArray());
        Assert.NotEqual(embeddings[0].Vector.ToArray(), embeddings[2].Vector.ToArray());
    }

    [Fact]
    public void The_encoder_of_a_chain_is_found_and_told_of()
    {
        ContextMemoryEncodeTransformer encoder = Fit(Tiny.Encode);
        ITransformer chain = new TransformerChain<ITransformer>(encoder, new TransformerChain<ITransformer>(encoder));

        IEmbeddingGenerator<string, Embedding<float>> generator = chain.AsEmbeddingGenerator("id");

        EmbeddingGeneratorMetadata metadata = generator.GetService<EmbeddingGeneratorMetadata>()!;
        Assert.Equal(("ContextMemory.MLNet", "id", encoder.OutputSize), (metadata.ProviderName, metadata.DefaultModelId, metadata.DefaultModelDimensions));
        Assert.Same(encoder, generator.GetService<ContextMemoryEncodeTransformer>());
        Assert.Null(generator.GetService<string>());
    }

    [Fact]
    public async Task What_does_not_fit_is_said()
    {
        ContextMemoryEncodeTransformer encoder = Fit(Tiny.Encode);
        IEmbeddingGenerator<string, Embedding<float>> generator = encoder.AsEmbeddingGenerator();

        ArgumentException size = await Assert.ThrowsAsync<ArgumentException>(
            () => generator.GenerateAsync(Texts, new EmbeddingGenerationOptions { Dimensions = 3 }));
        Assert.Contains($"The options ask for vectors of 3 numbers; the encoder's have {encoder.OutputSize}. Leave Dimensions out.", size.Message, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => generator.GenerateAsync(Texts, cancellationToken: new CancellationToken(canceled: true)));
        ArgumentException none = Assert.Throws<ArgumentException>(() => new TransformerChain<ITransformer>().AsEmbeddingGenerator());
        Assert.Contains("Give what Fit has returned of a pipeline with Transforms.ContextMemoryEncode.", none.Message, StringComparison.Ordinal);
    }

    private ContextMemoryEncodeTransformer Fit(ContextMemoryEncodeOptions options, int rows = 40) =>
        _context.Transforms.ContextMemoryEncode(options).Fit(Messages.Load(_context, rows));
}
