using System.Numerics.Tensors;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tasks.Tracing.Collecting;

/// <summary>The gates of one direction of a recurrent layer.</summary>
internal sealed class GateCollector(TraceOptions options, bool isReverse, int size) : LayerCollector
{
    // A gate closer to 1 cannot be told from it in single precision.
    private const double LongestTimeConstant = 1 << 24;

    private readonly TokenSeries _forget = new(options.TokenLimit);
    private readonly TokenSeries _input = new(options.TokenLimit);
    private readonly double[] _sums = new double[size];
    private long _tokens;

    public bool IsReverse => isReverse;

    /// <param name="token">The token of the first row.</param>
    /// <param name="forget">[rows x size].</param>
    /// <param name="input">[rows x size], or null for 1 less the other.</param>
    public void Add(int token, Matrix forget, Matrix? input)
    {
        for (int row = 0; row < forget.Rows; row++)
        {
            ReadOnlySpan<float> gates = forget.Row(row);
            float mean = TensorPrimitives.Average(gates);
            _forget[token + row] = mean;
            _input[token + row] = input is { } apart ? TensorPrimitives.Average<float>(apart.Row(row)) : 1 - mean;
            for (int unit = 0; unit < size; unit++)
            {
                _sums[unit] += gates[unit];
            }
        }

        _tokens += forget.Rows;
    }

    public override LayerTrace Finish(int layer, TokenTexts texts)
    {
        UnitTimeConstant[] slowestFirst =
            [.. _sums.Select((sum, unit) => new UnitTimeConstant(unit, TimeConstantOf(sum / _tokens))).OrderByDescending(unit => unit.TimeConstant)];
        return new GateTrace
        {
            Layer = layer,
            IsReverse = isReverse,
            ForgetGates = _forget.Finish(),
            InputGates = _input.Finish(),
            TimeConstants = new TimeConstants(Quantile(0), Quantile(0.25), Quantile(0.5), Quantile(0.75), Quantile(1)),
            SlowestUnits = slowestFirst[..Math.Min(options.Top, size)],
        };

        // The smallest value that this share of the units does not exceed.
        double Quantile(double share) => slowestFirst[size - Math.Max(1, (int)Math.Ceiling(share * size))].TimeConstant;
    }

    private static double TimeConstantOf(double gate) =>
        gate >= 1 ? LongestTimeConstant : Math.Min(LongestTimeConstant, -1 / Math.Log(gate));
}
