using ContextMemory.MLNet.Engines.Managed;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tests.Training;

/// <summary>
/// The rows of an embedding table are updated when they are used; the result must be that of Adam over the whole table in every
/// step, which is computed here in double precision.
/// </summary>
public sealed class LazyAdamTests
{
    private const int Rows = 40;
    private const int Columns = 5;
    private const int Steps = 300;

    public static TheoryData<string> Names => KernelNames.All;

    [Theory]
    [MemberData(nameof(Names))]
    public void Rows_end_where_dense_Adam_takes_them(string name)
    {
        using var bench = new LayerBench(KernelFactory.Choose(name));
        Parameter table = bench.Layout.Add("table", Rows, Columns, Initializers.Normal(1), isSparse: true);
        var optimizer = new AdamOptimizer(bench.Weights, weightDecay: 0.5);
        float[] initial = bench.Weights[table].Span.ToArray();
        var dense = new DenseAdam(initial);
        var random = new RandomStream(3);
        var schedule = new LearningRateSchedule(0.01, 0.1, Steps);
        for (int step = 1; step <= Steps; step++)
        {
            bench.Gradients.Clear();
            double[] gradients = new double[Rows * Columns];
            float scale = step % 10 == 0 ? 0.5f : 1;
            foreach (int row in RowsOf(step, random))
            {
                Span<float> gradient = bench.Gradients.Sparse(table).Row(row);
                for (int i = 0; i < Columns; i++)
                {
                    gradient[i] = (float)random.NextGaussian();
                    gradients[row * Columns + i] = scale * gradient[i];
                }
            }

            optimizer.Step(bench.Gradients, schedule.Rate(step), scale);
            dense.Step(gradients, schedule.Rate(step));
            if (step % 70 == 0)
            {
                // As at the end of an epoch.
                optimizer.CatchUp();
                Close.All(dense.Values, bench.Weights[table].Span, 1e-6, $"table after step {step}");
            }
        }

        optimizer.CatchUp();
        Close.All(dense.Values, bench.Weights[table].Span, 1e-6, "table at the end");
        Close.SameBits(initial.AsSpan((Rows - 1) * Columns), bench.Weights[table].Row(Rows - 1), "row that was never used");
    }

    /// <summary>Row 0 is used in every step, row 1 only in the first, most now and then, the last one never.</summary>
    private static IEnumerable<int> RowsOf(int step, RandomStream random) =>
        [0, .. step == 1 ? [1] : Array.Empty<int>(), .. Enumerable.Range(0, 4).Select(_ => 2 + random.NextInteger(Rows - 3)).Distinct()];

    private sealed class DenseAdam(float[] initial)
    {
        private const double Beta1 = 0.9f;
        private const double Beta2 = 0.999f;

        private readonly double[] _mean = new double[initial.Length];
        private readonly double[] _variance = new double[initial.Length];
        private int _step;

        public double[] Values { get; } = [.. initial.Select(value => (double)value)];

        public void Step(double[] gradients, double rate)
        {
            _step++;
            for (int i = 0; i < gradients.Length; i++)
            {
                _mean[i] = Beta1 * _mean[i] + (1 - Beta1) * gradients[i];
                _variance[i] = Beta2 * _variance[i] + (1 - Beta2) * gradients[i] * gradients[i];
                double mean = _mean[i] / (1 - Math.Pow(Beta1, _step));
                double variance = _variance[i] / (1 - Math.Pow(Beta2, _step));
                Values[i] -= rate * mean / (Math.Sqrt(variance) + 1e-8);
            }
        }
    }
}
