using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Layers;

public sealed class AdditiveScoreTests
{
    private const int Size = 6;

    public static TheoryData<string> Names => KernelNames.All;

    /// <summary>The attention of Bahdanau 2015: scores of the rows [query; key], their softmax, the mean of the keys so weighted.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Additive_attention_agrees(string name)
    {
        Golden golden = Golden.Read("additive_attention");
        Dictionary<string, GoldenTensor> gradients = golden.Group("gradients");
        Kernels kernels = KernelFactory.Choose(name);
        using var bench = new LayerBench(kernels);
        TestMemory memory = bench.Memory;
        var score = new AdditiveScore(bench.Layout, "", 2 * Size, Size);
        bench.SetParameters(golden.Group("parameters"));
        Matrix queries = golden.Tensor("query").ToMatrix(memory);
        Matrix keys = golden.Tensor("keys").ToMatrix(memory);
        int keysPerQuery = keys.Rows / queries.Rows;
        Matrix rows = memory.Zeros(keys.Rows, 2 * Size);
        keys.CopyTo(rows.ColumnRange(Size, Size));
        for (int row = 0; row < rows.Rows; row++)
        {
            queries.Row(row / keysPerQuery).CopyTo(rows.Row(row));
        }

        bench.StartLearning();
        Matrix weights = score.Forward(bench.Pass, rows);
        Matrix output = memory.Zeros(queries.Rows, Size);
        for (int row = 0; row < rows.Rows; row++)
        {
            if (row % keysPerQuery == 0)
            {
                kernels.Softmax(weights.RowRange(row, keysPerQuery).Span);
            }

            kernels.AddScaled(weights[row, 0], keys.Row(row), output.Row(row / keysPerQuery));
        }

        golden.Tensor("output").AssertClose(output, "output");
        Close.All(golden.Tensor("attention").Values, weights.Span, Golden.Tolerance, "attention");

        Matrix upstream = golden.Tensor("upstream").ToMatrix(memory);
        Matrix slopes = memory.Zeros(rows.Rows, 1);
        Matrix keyGradient = memory.Zeros(keys.Rows, Size);
        for (int row = 0; row < rows.Rows; row++)
        {
            slopes[row, 0] = kernels.Dot(upstream.Row(row / keysPerQuery), keys.Row(row));
            kernels.AddScaled(weights[row, 0], upstream.Row(row / keysPerQuery), keyGradient.Row(row));
        }

        for (int first = 0; first < rows.Rows; first += keysPerQuery)
        {
            Span<float> attention = weights.RowRange(first, keysPerQuery).Span;
            Span<float> slope = slopes.RowRange(first, keysPerQuery).Span;
            kernels.SoftmaxSlope(attention, kernels.Dot(attention, slope), slope);
        }

        Matrix rowGradient = score.Backward(bench.Pass, slopes);
        Matrix queryGradient = memory.Zeros(queries.Rows, Size);
        for (int row = 0; row < rows.Rows; row++)
        {
            kernels.Add(rowGradient.Row(row)[..Size], queryGradient.Row(row / keysPerQuery));
            kernels.Add(rowGradient.Row(row)[Size..], keyGradient.Row(row));
        }

        gradients["query"].AssertClose(queryGradient, "gradient of the queries");
        gradients["keys"].AssertClose(keyGradient, "gradient of the keys");
        bench.AssertGradients(gradients);
    }
}
