using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Tasks;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Tasks.Encoding;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tests.Tasks;

public sealed class TextModelTests
{
    private const int Classes = 3;

    public static TheoryData<EncoderKind, string> KindsAndKernels()
    {
        var data = new TheoryData<EncoderKind, string>();
        foreach (EncoderKind kind in EncoderKinds.Own)
        {
            foreach (Kernels kernels in KernelFactory.Available)
            {
                data.Add(kind, kernels.Name);
            }
        }

        return data;
    }

    [Theory]
    [Trait("Category", "Slow")]
    [MemberData(nameof(KindsAndKernels))]
    public void A_row_is_the_same_in_any_batch_on_any_number_of_threads(EncoderKind kind, string kernels)
    {
        EncoderEnsemble model = Create(kind, KernelFactory.Choose(kernels));
        int[][] documents = Documents(model);
        var together = new float[documents.Length * Classes];
        model.Run(documents, together);
        foreach (int threads in (int[])[2, 3])
        {
            var shared = new float[together.Length];
            model.Run(documents, shared, threads);
            Close.SameBits(together, shared, $"results of {threads} threads");
        }

        int[][] reversed = [.. documents.Reverse()];
        var backwards = new float[together.Length];
        model.Run(reversed, backwards);
        for (int i = 0; i < documents.Length; i++)
        {
            var alone = new float[Classes];
            model.Run([documents[i]], alone);
            Close.SameBits(together.AsSpan(i * Classes, Classes), alone, $"document {i} alone");
            Close.SameBits(alone, backwards.AsSpan((documents.Length - 1 - i) * Classes, Classes), $"document {i} in another order");
            model.Run([documents[i]], alone, threads: 2);
            Close.SameBits(together.AsSpan(i * Classes, Classes), alone, $"document {i} alone on two threads");
        }
    }

    [Fact]
    public void Probabilities_are_positive_and_sum_to_one()
    {
        var model = new ClassificationModel(Create(EncoderKind.Attention, Kernels.Current));
        int[][] documents = Documents(model);
        var probabilities = new float[documents.Length * Classes];
        model.Run(documents, probabilities);
        Assert.All(probabilities.Chunk(Classes), row => Assert.Equal(1, row.Sum(), 1e-6f));
        Assert.All(probabilities, value => Assert.InRange(value, float.Epsilon, 1));
    }

    [Fact]
    public void No_documents_are_no_results()
    {
        EncoderEnsemble model = Create(EncoderKind.Lstm, Kernels.Current);
        model.Run([], Memory<float>.Empty);
        model.Run([], Memory<float>.Empty, threads: 2);
        Assert.Equal(Classes, model.ResultSize);
    }

    [Fact]
    public void A_model_is_used_from_many_threads_at_once()
    {
        EncoderEnsemble model = Create(EncoderKind.Lstm, Kernels.Current);
        int[][] documents = Documents(model);
        var expected = new float[documents.Length * Classes];
        model.Run(documents, expected);
        Parallel.For(0, 4 * documents.Length, i =>
        {
            int document = i % documents.Length;
            var alone = new float[Classes];
            model.Run([documents[document]], alone);
            Close.SameBits(expected.AsSpan(document * Classes, Classes), alone, $"document {document}");
        });
    }

    [Fact]
    public void Parameters_are_taken_over_by_name()
    {
        EncoderEnsemble trained = Create(EncoderKind.Lstm, Kernels.Current);
        var encoding = new EncodingModel(trained.Coder, trained.Options, Kernels.Current);
        encoding.Weights.Initialize(99);
        encoding.CopyParametersFrom(trained);
        Assert.Equal(encoding.Encoder.OutputSize, encoding.ResultSize);
        foreach (Parameter parameter in encoding.Layout.Parameters)
        {
            Parameter source = trained.Layout.Parameters.Single(other => other.Name == parameter.Name);
            Close.SameBits(trained.Weights[source].Span, encoding.Weights[parameter].Span, parameter.Name);
        }

        // Products read the new values, not the packed copies of the old.
        int[] codes = encoding.Encode("cat dog");
        var vector = new float[encoding.ResultSize];
        encoding.Run([codes], vector);
        var other = new EncodingModel(trained.Coder, trained.Options, Kernels.Current);
        other.CopyParametersFrom(trained);
        var expected = new float[encoding.ResultSize];
        other.Run([codes], expected);
        Close.SameBits(expected, vector, "vector");
    }

    private static EncoderEnsemble Create(EncoderKind kind, Kernels kernels)
    {
        EncoderOptions options = ToyTexts.SmallEncoder(kind) with
        {
            SegmentLength = 16,
            Layers = 2,
            Pooling = Pooling.Mean | Pooling.Max | Pooling.Last | Pooling.Attention,
            Dropout = 0.5,
        };
        var vocabulary = new Vocabulary(["cat", "dog", "bird"], lowerCase: true, hashBuckets: 8);
        var model = new EncoderEnsemble(vocabulary, options, Classes, kernels);
        model.Weights.Initialize(1);
        return model;
    }

    /// <summary>Known and unknown words; from no token to ten segments; more documents than go into one group.</summary>
    private static int[][] Documents(ITextModel model)
    {
        var random = new RandomStream(1);
        string[] words = ["cat", "dog", "bird", "fish", "!"];
        return [.. Enumerable.Range(0, 150).Select(i =>
        {
            int length = i % 30 == 0 ? 20 + random.NextInteger(140) : random.NextInteger(12);
            return model.Encode(string.Join(' ', Enumerable.Range(0, length).Select(_ => words[random.NextInteger(words.Length)])));
        })];
    }
}
