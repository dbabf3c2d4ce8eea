using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Layers;

public sealed class RepeatedWordsTests
{
    // Rows 0, 2 and 4 are one word, 1 and 5 another, 3 is alone.
    private static readonly int[] FirstRows = [0, 1, 0, 3, 0, 1];

    [Fact]
    public void Beside_each_vector_is_the_mean_of_the_others_of_its_word()
    {
        using var bench = new LayerBench();
        bench.StartReading();
        Matrix vectors = bench.Memory.Of(6, 1, [1, 10, 3, 7, 8, 20]);
        Matrix output = RepeatedWords.Forward(bench.Pass, FirstRows, vectors);
        Matrix expected = bench.Memory.Of(6, 2, [1, 5.5f, 10, 20, 3, 4.5f, 7, 0, 8, 2, 20, 10]);
        Close.Rows(expected, output, 1e-6, "output");
    }

    [Fact]
    public void Gradient_is_right()
    {
        using var bench = new LayerBench();
        GradientCheck.Layer(
            bench,
            bench.Memory.Normal(6, 3),
            (pass, input) => RepeatedWords.Forward(pass, FirstRows, input),
            (pass, gradient) => RepeatedWords.Backward(pass, FirstRows, gradient));
    }
}
