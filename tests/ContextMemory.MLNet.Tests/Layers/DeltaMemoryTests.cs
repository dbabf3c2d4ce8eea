using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Layers;

public sealed class DeltaMemoryTests
{
    private const int Size = 6;
    private const int Heads = 2;
    private const int HeadSize = Size / Heads;

    public static TheoryData<string> Names => KernelNames.All;

    [Theory]
    [MemberData(nameof(Names))]
    public void It_computes_its_formula(string name)
    {
        using var bench = new LayerBench(KernelFactory.Choose(name));
        SequenceBatch batch = LayerBench.Batch(7, 1, 4);
        var layer = new DeltaMemory(bench.Layout, "", Size, Heads, writeCost: 0);
        Matrix input = bench.Memory.Normal(batch.RowCount, Size);
        Matrix state = bench.Memory.Normal(batch.Count, layer.StateSize, 0.5);
        double[][] expected = [.. Enumerable.Range(0, batch.Count).SelectMany(sequence => Plain(bench, batch, input, state, sequence))];
        bench.StartReading();

        Matrix output = layer.Forward(bench.Pass, batch, input, state);

        for (int row = 0; row < output.Rows; row++)
        {
            for (int column = 0; column < Size; column++)
            {
                Assert.Equal(expected[row][column], output[row, column], 1e-5);
            }
        }
    }

    [Fact]
    public void What_is_written_stays_to_the_bit_while_the_gate_is_closed()
    {
        using var bench = new LayerBench();
        SequenceBatch batch = LayerBench.Batch(500);
        var layer = new DeltaMemory(bench.Layout, "", Size, Heads, writeCost: 0);
        Set(bench, "gate.bias", -20);
        Matrix state = bench.Memory.Normal(1, layer.StateSize);
        float[] before = state.Row(0)[Size..].ToArray();
        bench.StartReading();

        layer.Forward(bench.Pass, batch, bench.Memory.Normal(500, Size), state);

        Close.SameBits(before, state.Row(0)[Size..], "memory");
    }

    [Fact]
    public void A_value_that_is_written_under_a_key_is_what_is_read_under_it()
    {
        using var bench = new LayerBench();
        SequenceBatch batch = LayerBench.Batch(1);
        var layer = new DeltaMemory(bench.Layout, "", Size, heads: 1, writeCost: 0);
        Set(bench, "gate.bias", 20);
        Set(bench, "out_proj.bias", 0);
        Set(bench, "in_proj.bias", 0);
        Matrix projection = bench.Weights[bench.Parameter("in_proj.weight")];
        projection.RowRange(0, Size).CopyTo(projection.RowRange(Size, Size));
        Matrix output = bench.Weights[bench.Parameter("out_proj.weight")];
        output.Clear();
        for (int i = 0; i < Size; i++)
        {
            output[i, i] = 1;
        }

        bench.Weights.Changed();
        Matrix input = bench.Memory.Normal(1, Size);
        double[] value = Linear(bench, "in_proj", [.. Doubles(input.Row(0)), .. new double[Size]])[(2 * Size)..];
        bench.StartReading();

        Matrix read = layer.Forward(bench.Pass, batch, input, bench.Memory.Zeros(1, layer.StateSize));

        Close.All(value, read.Span, 1e-5, "value");
    }

    [Fact]
    public void A_gate_costs_as_much_as_it_is_open()
    {
        using var bench = new LayerBench();
        SequenceBatch batch = LayerBench.Batch(3, 5);
        var layer = new DeltaMemory(bench.Layout, "", Size, Heads, writeCost: 0.2);
        Set(bench, "gate.weight", 0);
        Set(bench, "gate.bias", 0);
        bench.StartLearning();
        bench.Pass.LossScale = 0.5f;
        layer.Forward(bench.Pass, batch, bench.Memory.Normal(batch.RowCount, Size), bench.Memory.Zeros(batch.Count, 0));

        layer.Backward(bench.Pass, batch, bench.Memory.Zeros(batch.RowCount, Size), bench.Memory.Zeros(batch.Count, 0));

        // The slope of a gate that is half open is 1.5 / 4.
        float expected = batch.RowCount * 0.2f * 0.5f * 1.5f / 4;
        Assert.All(bench.GradientOf(bench.Parameter("gate.bias")).Span.ToArray(), gradient => Assert.Equal(expected, gradient, 1e-6f));
    }

    private static void Set(LayerBench bench, string name, float value)
    {
        bench.Weights[bench.Parameter(name)].Span.Fill(value);
        bench.Weights.Changed();
    }

    /// <summary>The outputs of a sequence, as the formula reads.</summary>
    private static IEnumerable<double[]> Plain(LayerBench bench, SequenceBatch batch, Matrix input, Matrix state, int sequence)
    {
        double[] before = Doubles(state.Row(sequence)[..Size]);
        double[] memory = Doubles(state.Row(sequence)[Size..]);
        for (int i = 0; i < batch.Length(sequence); i++)
        {
            double[] row = Doubles(input.Row(batch.Offset(sequence) + i));
            double[] parts = Linear(bench, "in_proj", [.. row, .. before]);
            double[] gates = Linear(bench, "gate", [.. row, .. before]);
            before = row;
            var read = new double[Size];
            for (int head = 0; head < Heads; head++)
            {
                double[] query = Unit(parts[(head * HeadSize)..((head + 1) * HeadSize)]);
                double[] key = Unit(parts[(Size + head * HeadSize)..(Size + (head + 1) * HeadSize)]);
                double gate = Math.Clamp(1.5 / (1 + Math.Exp(-gates[head])) - 0.25, 0, 1);
                for (int column = 0; column < HeadSize; column++)
                {
                    int Place(int k) => head * HeadSize * HeadSize + k * HeadSize + column;
                    double known = Enumerable.Range(0, HeadSize).Sum(k => memory[Place(k)] * key[k]);
                    double change = gate * (parts[2 * Size + head * HeadSize + column] - known);
                    for (int k = 0; k < HeadSize; k++)
                    {
                        memory[Place(k)] += key[k] * change;
                    }

                    read[head * HeadSize + column] = Enumerable.Range(0, HeadSize).Sum(k => memory[Place(k)] * query[k]);
                }
            }

            yield return Linear(bench, "out_proj", read);
        }
    }

    private static double[] Linear(LayerBench bench, string name, double[] input)
    {
        Matrix weight = bench.Weights[bench.Parameter($"{name}.weight")];
        Matrix bias = bench.Weights[bench.Parameter($"{name}.bias")];
        var output = new double[weight.Rows];
        for (int row = 0; row < weight.Rows; row++)
        {
            output[row] = bias[0, row];
            for (int column = 0; column < input.Length; column++)
            {
                output[row] += weight[row, column] * input[column];
            }
        }

        return output;
    }

    private static double[] Unit(double[] vector)
    {
        double length = Math.Sqrt(vector.Sum(value => value * value));
        return [.. vector.Select(value => value / length)];
    }

    private static double[] Doubles(ReadOnlySpan<float> values) => [.. values.ToArray().Select(value => (double)value)];
}
