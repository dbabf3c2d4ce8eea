using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Numerics;

/// <summary>The functions of every kernel against double precision, on a grid and far outside of it.</summary>
public sealed class ElementaryFunctionTests
{
    private const float SmallestNormal = 1.17549435e-38f;
    private static readonly float[] Infinities = [float.NegativeInfinity, float.PositiveInfinity];

    public static TheoryData<string> Names => KernelNames.All;

    [Theory]
    [MemberData(nameof(Names))]
    public void Exp_is_exact_to_three_units_in_the_last_place(string name)
    {
        float[] x = Grid(-87.3f, 88.3f, 20_001);
        float[] y = (float[])x.Clone();
        KernelFactory.Choose(name).ExpMinus(0, y);
        for (int i = 0; i < x.Length; i++)
        {
            AssertRelative(Math.Exp(x[i]), y[i], 4e-7, x[i]);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public unsafe void Powers_of_two_are_exact_to_a_few_units_in_the_last_place(string name)
    {
        float[] x = [.. Grid(-126, 127, 20_001), -127, -1e30f, float.MinValue, float.NegativeInfinity];
        float[] y = (float[])x.Clone();
        using var memory = new TestMemory();
        Matrix row = memory.Zeros(1, y.Length);
        y.CopyTo(row.Span);

        KernelFactory.Choose(name).PowersOfTwo(row, [0], [0]);

        for (int i = 0; i < x.Length; i++)
        {
            AssertRelative(Math.Pow(2, Math.Max(-126, x[i])), row[0, i], 2e-7, x[i]);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_row_has_its_own_shift_and_sum(string name)
    {
        Kernels kernels = KernelFactory.Choose(name);
        using var memory = new TestMemory();
        foreach (int length in (int[])[0, 1, 7, 16, 33, 100])
        {
            Matrix all = memory.Normal(3, length + 5);
            Matrix rows = all.ColumnRange(2, length);
            float[] before = all.Span.ToArray();
            float[] shifts = [0, 1.5f, -20];
            float[] sums = [0, 1, 2];

            kernels.PowersOfTwo(rows, shifts, sums);

            for (int row = 0; row < 3; row++)
            {
                double sum = row;
                for (int column = 0; column < all.Columns; column++)
                {
                    float x = before[row * all.Columns + column];
                    bool isInside = column >= 2 && column < 2 + length;
                    double expected = isInside ? Math.Pow(2, x - shifts[row]) : x;
                    sum += isInside ? expected : 0;
                    Assert.Equal(expected, all[row, column], Math.Abs(expected) * 1e-6);
                }

                Assert.Equal(sum, sums[row], sum * 1e-6);
            }
        }
    }

    [Theory]
    [InlineData(-88f)]
    [InlineData(-1000f)]
    [InlineData(float.MinValue)]
    [InlineData(float.NegativeInfinity)]
    public void Exp_below_its_range_is_as_good_as_zero(float x)
    {
        foreach (Kernels kernels in KernelFactory.Available)
        {
            float[] y = [x];
            kernels.ExpMinus(0, y);
            Assert.InRange(y[0], 0, 1.1f * SmallestNormal);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Tanh_is_exact_to_a_few_units_in_the_last_place(string name)
    {
        float[] x = [.. Grid(-12, 12, 20_001), 1e-20f, -1e-10f, 1e-4f, 100, -1e30f, float.MaxValue, .. Infinities];
        float[] y = (float[])x.Clone();
        KernelFactory.Choose(name).Tanh(y);
        for (int i = 0; i < x.Length; i++)
        {
            AssertRelative(Math.Tanh(x[i]), y[i], 5e-7, x[i]);
            Assert.InRange(y[i], -1, 1);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public unsafe void Gates_of_an_LSTM_are_sigmoids(string name)
    {
        float[] x = [.. Grid(-80, 30, 5_001), -1000, 1000, float.MinValue, float.MaxValue, .. Infinities];
        using var memory = new TestMemory();
        Matrix gates = memory.Zeros(1, 4 * x.Length);
        x.CopyTo(gates.Span);
        Matrix zeros = memory.Zeros(1, x.Length);
        Matrix results = memory.Zeros(3, x.Length);
        KernelFactory.Choose(name).LstmCell(x.Length, gates.Data, zeros.Data, results.RowData(0), results.RowData(1), results.RowData(2));
        for (int i = 0; i < x.Length; i++)
        {
            double expected = 1 / (1 + Math.Exp(-(double)x[i]));
            double error = Math.Abs(gates[0, i] - expected);
            Assert.True(error <= Math.Max(5e-7 * expected, SmallestNormal), $"sigmoid({x[i]}) = {gates[0, i]:R}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gelu_and_its_slope_are_exact_to_2e7(string name)
    {
        float[] x = [.. Grid(-12, 12, 5_001), 0, -0f, 1e-30f, -40, 40, -1e4f, 1e4f, -1e30f, 1e30f];
        var y = new float[x.Length];
        var slope = new float[x.Length];
        Array.Fill(slope, 1);
        Kernels kernels = KernelFactory.Choose(name);
        kernels.Gelu(x, y);
        kernels.GeluBackward(x, slope);
        for (int i = 0; i < x.Length; i++)
        {
            double share = NormalDistribution(x[i]);
            double density = Math.Exp(-0.5 * x[i] * (double)x[i]) / Math.Sqrt(2 * Math.PI);

            // The share is exact to 1e-7, and GELU multiplies it by x.
            double tolerance = 2e-7 * Math.Max(1, Math.Abs(x[i]));
            Assert.True(Math.Abs(y[i] - x[i] * share) <= tolerance, $"gelu({x[i]}) = {y[i]:R}");
            Assert.True(Math.Abs(slope[i] - (share + x[i] * density)) <= 4e-7, $"slope({x[i]}) = {slope[i]:R}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Softmax_of_extreme_logits_is_finite_and_sums_to_one(string name)
    {
        float[][] rows =
            [[0, -1e30f, 1e30f], [-3e38f, -3e38f], [88, 88, 88, 88, 88], [float.NegativeInfinity, 5], [.. Grid(-1000, 1000, 35)]];
        foreach (float[] row in rows)
        {
            float[] logits = (float[])row.Clone();
            float logSum = KernelFactory.Choose(name).Softmax(row);
            Assert.Equal(1, row.Sum(), 1e-6f);
            Assert.InRange(logSum, logits.Max(), logits.Max() + 1.000001 * (Math.Log(logits.Length) + Math.Abs(logits.Max())));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Not_a_number_is_not_hidden(string name)
    {
        // A training run that has diverged must show it, whatever place of a row the first NaN stands in.
        Kernels kernels = KernelFactory.Choose(name);
        for (int length = 1; length <= 40; length++)
        {
            foreach (int place in (int[])[0, length / 2, length - 1])
            {
                var row = new float[length];
                row[place] = float.NaN;
                AssertNaN(place, row, values => kernels.Tanh(values));
                AssertNaN(place, row, values => kernels.ExpMinus(0, values));
                AssertNaN(place, row, values => kernels.Gelu((float[])values.Clone(), values));
                AssertNaN(place, row, values => kernels.GeluBackward(row, Ones(values)));
                AssertNaN(place, row, values => Assert.True(float.IsNaN(kernels.Softmax(values))));
            }
        }
    }

    private static void AssertNaN(int place, float[] row, Action<float[]> function)
    {
        float[] values = (float[])row.Clone();
        function(values);
        Assert.True(float.IsNaN(values[place]), $"NaN at place {place} of {row.Length} became {values[place]}.");
    }

    private static float[] Ones(float[] values)
    {
        Array.Fill(values, 1);
        return values;
    }

    private static void AssertRelative(double expected, double actual, double tolerance, float x) =>
        Assert.True(Math.Abs(actual - expected) <= tolerance * Math.Abs(expected), $"f({x:R}) = {actual:R} instead of {expected:R}.");

    /// <summary>By the trapezoidal rule, to tell it from the ways of the kernels.</summary>
    private static double NormalDistribution(double x)
    {
        if (Math.Abs(x) > 10)
        {
            return x < 0 ? 0 : 1;
        }

        const int Steps = 2000;
        double width = x / Steps;
        double sum = 0.5 * (1 + Math.Exp(-0.5 * x * x));
        for (int i = 1; i < Steps; i++)
        {
            sum += Math.Exp(-0.5 * i * width * i * width);
        }

        double end = -x * Math.Exp(-0.5 * x * x);

        // The first term of the Euler-Maclaurin correction makes the rule exact to 1e-10 here.
        return 0.5 + (sum * width - width * width / 12 * end) / Math.Sqrt(2 * Math.PI);
    }

    private static float[] Grid(float first, float last, int count) =>
        [.. Enumerable.Range(0, count).Select(i => (float)(first + (double)(last - first) * i / (count - 1)))];
}
