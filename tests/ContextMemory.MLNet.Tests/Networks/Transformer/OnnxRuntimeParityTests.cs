using System.Numerics.Tensors;
using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks;
using ContextMemory.MLNet.Tasks.Encoding;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ContextMemory.MLNet.Tests.Networks.Transformer;

/// <summary>A published transformer computes what ONNX Runtime computes from the same file.</summary>
public sealed class OnnxRuntimeParityTests
{
    private const int Texts = 200;

    [PretrainedTheory]
    [Trait("Category", "Slow")]
    [InlineData("MiniLm")]
    [InlineData("Arctic")]
    public void Vectors_of_tokens_and_of_texts(string name)
    {
        string folder = name == "MiniLm" ? PretrainedModels.MiniLm : PretrainedModels.Arctic;
        EncodingModel model = Load(folder);
        int[][] documents = Documents(model, folder);
        using var session = new InferenceSession(Path.Combine(folder, "model.onnx"));
        double largest = 0;
        foreach (int[][] batch in documents.Chunk(16))
        {
            float[] vectors = new float[batch.Length * model.ResultSize];
            model.Run(batch, vectors, threads: 2);
            for (int i = 0; i < batch.Length; i++)
            {
                float[] expected = Read(session, batch[i]);
                float[] actual = Tokens(model, batch[i]);
                for (int value = 0; value < expected.Length; value++)
                {
                    largest = Math.Max(largest, Math.Abs(expected[value] - actual[value]));
                }

                Span<float> vector = vectors.AsSpan(i * model.ResultSize, model.ResultSize);
                Assert.Equal(1, TensorPrimitives.CosineSimilarity(Sum(expected, model.ResultSize), vector), 1e-5);
            }
        }

        Assert.InRange(largest, 0, 1e-4);
    }

    private static EncodingModel Load(string folder)
    {
        using PretrainedStart start = PretrainedStart.Open(new PretrainedOptions { Path = folder, Pooling = Pooling.Mean }, new TrainingOptions())!;
        return EncodingModel.Of(start);
    }

    /// <summary>1 to 400 of the vocabulary's words each.</summary>
    private static int[][] Documents(EncodingModel model, string folder)
    {
        string[] words = [.. File.ReadLines(Path.Combine(folder, "vocab.txt")).Where(piece => piece.All(char.IsAsciiLetter))];
        var random = new RandomStream(1);
        return [.. Enumerable.Range(0, Texts).Select(i =>
        {
            int count = 1 + i * i / 100;
            return model.Encode(string.Join(' ', Enumerable.Range(0, count).Select(_ => words[random.NextInteger(words.Length)])));
        })];
    }

    private static float[] Tokens(EncodingModel model, int[] codes)
    {
        var pass = new Pass(model.Weights);
        var batch = new DocumentBatch();
        batch.Start(model.Options.SegmentLength);
        batch.Add(codes);
        return model.Encoder.ReadSegments(pass, batch, 0, model.Encoder.CreateMemory(pass, batch)).Span.ToArray();
    }

    private static float[] Read(InferenceSession session, int[] codes)
    {
        int[] shape = [1, codes.Length];
        DenseTensor<long> Of(long value) => new(Enumerable.Repeat(value, codes.Length).ToArray(), shape);
        NamedOnnxValue[] inputs =
        [
            NamedOnnxValue.CreateFromTensor("input_ids", new DenseTensor<long>(codes.Select(code => (long)code).ToArray(), shape)),
            NamedOnnxValue.CreateFromTensor("attention_mask", Of(1)),
            NamedOnnxValue.CreateFromTensor("token_type_ids", Of(0)),
        ];
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> outputs = session.Run(inputs);
        return outputs[0].AsTensor<float>().ToArray();
    }

    // As long as it may be, it points where the mean does.
    private static float[] Sum(float[] rows, int size)
    {
        var sum = new float[size];
        for (int row = 0; row < rows.Length / size; row++)
        {
            TensorPrimitives.Add(sum, rows.AsSpan(row * size, size), sum);
        }

        return sum;
    }
}
