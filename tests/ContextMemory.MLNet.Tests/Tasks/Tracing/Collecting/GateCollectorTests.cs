using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Layers.Recurrent;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Tracing.Collecting;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tests.Tasks.Tracing.Collecting;

public sealed class GateCollectorTests
{
    // More than are read together, so that gates come in parts.
    private const int Rows = 300;
    private const int Inputs = 3;
    private const int Size = 5;

    /// <summary>Of the biases, those of the input gates come first, then those of the forget gates.</summary>
    private static void CheckBiases(LayerBench bench, RecurrentDirection layer, string biases)
    {
        bench.Weights.Values.Clear();
        Matrix bias = bench.Weights[bench.Parameter(biases)];
        bias.ColumnRange(0, Size).Span.Fill(-1);
        bias.ColumnRange(Size, Size).Span.Fill(2);
        bench.Weights.Changed();

        GateTrace trace = Read(bench, layer, bench.Memory.Normal(Rows, Inputs));

        CheckGates(trace, input: Sigmoid(-1), forget: Sigmoid(2));
    }

    private static readonly TokenTexts Texts = new([.. Enumerable.Range(0, 2 * Rows).Select(_ => new LocatedToken("a".AsMemory(), 0))]);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gates_of_a_gru_are_those_of_its_formula(bool reverse)
    {
        using var bench = new LayerBench();
        var layer = new GruDirection(bench.Layout, "", 0, Inputs, Size, reverse);
        Matrix input = bench.Memory.Normal(Rows, Inputs);
        double[][] expected = PlainUpdateGates(bench, input, reverse);

        GateTrace trace = Read(bench, layer, input);

        Assert.Equal(reverse, trace.IsReverse);
        Close.All(expected.Select(gates => gates.Average()).ToArray(), trace.ForgetGates.ToArray(), 1e-5, "forget gates");
        Close.All(expected.Select(gates => 1 - gates.Average()).ToArray(), trace.InputGates.ToArray(), 1e-5, "input gates");
        double[] times = [.. Enumerable.Range(0, Size).Select(unit => -1 / Math.Log(expected.Average(gates => gates[unit])))];
        double[] sorted = [.. times.Order()];
        Assert.Equal(sorted[0], trace.TimeConstants.Minimum, 1e-3);
        Assert.Equal(sorted[1], trace.TimeConstants.LowerQuartile, 1e-3);
        Assert.Equal(sorted[2], trace.TimeConstants.Median, 1e-3);
        Assert.Equal(sorted[3], trace.TimeConstants.UpperQuartile, 1e-3);
        Assert.Equal(sorted[4], trace.TimeConstants.Maximum, 1e-3);
        Assert.Equal(Enumerable.Range(0, Size).OrderByDescending(unit => times[unit]), trace.SlowestUnits.Select(unit => unit.Unit));
    }

    [Fact]
    public void Gates_of_an_lstm_without_weights_follow_from_its_biases()
    {
        using var bench = new LayerBench();
        var layer = new LstmDirection(bench.Layout, "", 0, Inputs, Size, reverse: false);
        CheckBiases(bench, layer, "bias_ih_l0");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gates_of_a_gated_memory_without_weights_follow_from_its_biases(bool seeMemory)
    {
        using var bench = new LayerBench();
        var layer = new GatedMemoryDirection(bench.Layout, "", 0, Inputs, Size, reverse: true, seeMemory);
        CheckBiases(bench, layer, "bias_l0_reverse");
    }

    [Fact]
    public void Time_constants_are_finite()
    {
        using var memory = new TestMemory();
        var collector = new GateCollector(new TraceOptions(), isReverse: false, size: 2);
        collector.Add(0, memory.Of(1, 2, [0, 1]), input: null);

        TimeConstants times = ((GateTrace)collector.Finish(0, Texts)).TimeConstants;

        Assert.Equal(new TimeConstants(0, 0, 0, 1 << 24, 1 << 24), times);
    }

    private static GateTrace Read(LayerBench bench, RecurrentDirection layer, Matrix input)
    {
        var member = new MemberCollector(new TraceOptions());
        bench.StartReading();
        bench.Pass.Observer = member;
        layer.Forward(bench.Pass, LayerBench.Batch(Rows), input, bench.Memory.Zeros(1, layer.StateSize), bench.Memory.Zeros(Rows, Size));
        return (GateTrace)Assert.Single(member.Finish(Texts).Layers);
    }

    private static void CheckGates(GateTrace trace, double input, double forget)
    {
        Assert.Equal(Rows, trace.ForgetGates.Count);
        Assert.All(trace.InputGates, gate => Assert.Equal(input, gate, 1e-5));
        Assert.All(trace.ForgetGates, gate => Assert.Equal(forget, gate, 1e-5));
        Assert.Equal(-1 / Math.Log(forget), trace.TimeConstants.Median, 1e-3);
        Assert.Equal(Size, trace.SlowestUnits.Count);
    }

    /// <summary>z = sigmoid(W x + b + U h + c) of each row, as the formula of the layer reads.</summary>
    private static double[][] PlainUpdateGates(LayerBench bench, Matrix input, bool reverse)
    {
        string suffix = reverse ? "l0_reverse" : "l0";
        Matrix inputWeight = bench.Weights[bench.Parameter($"weight_ih_{suffix}")];
        Matrix hiddenWeight = bench.Weights[bench.Parameter($"weight_hh_{suffix}")];
        Matrix inputBias = bench.Weights[bench.Parameter($"bias_ih_{suffix}")];
        Matrix hiddenBias = bench.Weights[bench.Parameter($"bias_hh_{suffix}")];
        var result = new double[Rows][];
        var hidden = new double[Size];
        for (int place = 0; place < Rows; place++)
        {
            int row = reverse ? Rows - 1 - place : place;
            double FromInput(int unit) => inputBias[0, unit] + Enumerable.Range(0, Inputs).Sum(i => (double)inputWeight[unit, i] * input[row, i]);
            double[] before = hidden;
            double FromHidden(int unit) => hiddenBias[0, unit] + Enumerable.Range(0, Size).Sum(i => hiddenWeight[unit, i] * before[i]);
            var update = new double[Size];
            hidden = new double[Size];
            for (int unit = 0; unit < Size; unit++)
            {
                double reset = Sigmoid(FromInput(unit) + FromHidden(unit));
                update[unit] = Sigmoid(FromInput(Size + unit) + FromHidden(Size + unit));
                double candidate = Math.Tanh(FromInput(2 * Size + unit) + reset * FromHidden(2 * Size + unit));
                hidden[unit] = (1 - update[unit]) * candidate + update[unit] * before[unit];
            }

            result[row] = update;
        }

        return result;
    }

    private static double Sigmoid(double value) => 1 / (1 + Math.Exp(-value));
}
