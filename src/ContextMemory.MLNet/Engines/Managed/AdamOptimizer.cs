using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Engines.Managed;

/// <summary>
/// AdamW (Kingma and Ba 2015; Loshchilov and Hutter 2019). Rows of an embedding table that have no gradient in a step still move a
/// little with the momentum they have. That is made up for before the row is next read, or by <see cref="CatchUp()"/>: with zero
/// gradients the moments only decay, so the steps s = l+1 .. n that a row sat out come, but for epsilon, to
/// m_l / sqrt(v_l) times the sum of rate_s sqrt(1 - b2^s) / (1 - b1^s) (b1 / sqrt(b2))^(s - l), one number for the whole row.
/// </summary>
internal sealed unsafe class AdamOptimizer
{
    private const float Beta1 = 0.9f;
    private const float Beta2 = 0.999f;
    private const float Epsilon = 1e-8f;

    // (b1 / sqrt(b2))^200 is below 1e-9: what a row moves after as many idle steps does not show in single precision.
    private const int IdleStepsThatCount = 200;

    private readonly Weights _weights;
    private readonly float _decay;
    private readonly AlignedBuffer _mean;
    private readonly AlignedBuffer _variance;
    private readonly int[]?[] _lastSteps;
    private readonly AdamIdleSteps[] _idleSteps = new AdamIdleSteps[256];
    private readonly int[] _idleStepsUntil = new int[256];

    // Place 0 is of no step.
    private double[] _idleMoves = new double[256];

    public AdamOptimizer(Weights weights, double weightDecay)
    {
        _weights = weights;
        _decay = (float)weightDecay;
        _mean = new AlignedBuffer(weights.Layout.LearnedLength);
        _variance = new AlignedBuffer(weights.Layout.LearnedLength);
        _lastSteps = [.. weights.Layout.Parameters.Select(parameter => parameter is { IsSparse: true, Learns: true } ? new int[parameter.Rows] : null)];
    }

    /// <summary>Steps done.</summary>
    public int StepCount { get; private set; }

    /// <summary>
    /// By name: the moving means of the gradients and of their squares, in the order of the layout; for each table with sparse gradients the
    /// step to which each of its rows is up to date; how far each step, counted from 1, moves a row that sits it out, by the unit of its
    /// momentum.
    /// </summary>
    public IReadOnlyList<StateArray> State =>
    [
        StateArray.Of("adam.mean", _mean.Memory),
        StateArray.Of("adam.variance", _variance.Memory),
        StateArray.Of("adam.idle_moves", _idleMoves.AsMemory(0, StepCount + 1)),
        .. _weights.Layout.Parameters.Where(parameter => parameter is { IsSparse: true, Learns: true })
            .Select(parameter => StateArray.Of($"adam.last_steps.{parameter.Name}", _lastSteps[parameter.Index])),
    ];

    /// <summary>Makes the state as long as it is after some steps: before it is restored.</summary>
    /// <param name="steps">Steps done by the optimizer whose state it will be.</param>
    public void Resize(int steps)
    {
        StepCount = steps;
        _idleMoves = new double[steps + 1];
    }

    /// <summary>One step. The weights' packed copies follow only after <see cref="Weights.Changed"/>.</summary>
    /// <param name="gradients">Of the whole batch.</param>
    /// <param name="rate">The step size.</param>
    /// <param name="gradientScale">What the gradients are multiplied by first.</param>
    public void Step(Gradients gradients, float rate, float gradientScale)
    {
        StepCount++;
        if (StepCount == _idleMoves.Length)
        {
            Array.Resize(ref _idleMoves, 2 * _idleMoves.Length);
        }

        _idleMoves[StepCount] = rate * Math.Sqrt(1 - Math.Pow(Beta2, StepCount)) / (1 - Math.Pow(Beta1, StepCount));
        foreach (Parameter parameter in _weights.Layout.Parameters)
        {
            if (!parameter.Learns)
            {
                continue;
            }

            float decay = parameter.Decays ? _decay : 0;
            var step = new AdamStep(StepCount, rate * parameter.RateScale, Beta1, Beta2, Epsilon, decay, gradientScale);
            if (parameter.IsSparse)
            {
                Step(gradients.Sparse(parameter), step);
            }
            else
            {
                int offset = _weights.Layout.OffsetOf(parameter);
                _weights.Kernels.Adam(
                    step,
                    _weights[parameter].Data,
                    gradients[parameter].Data,
                    _mean.Data + offset,
                    _variance.Data + offset,
                    parameter.Length);
            }
        }
    }

    /// <summary>Brings the rows that these codes read to the last step: called before the pass that reads them.</summary>
    public void CatchUp(Parameter table, ReadOnlySpan<int> codes)
    {
        if (!table.Learns)
        {
            return;
        }

        foreach (int code in codes)
        {
            CatchUp(table, TokenCodes.RowOf(code), StepCount);
        }
    }

    /// <summary>Brings every row of every table to the last step; called before the weights are used for anything but a further step.</summary>
    public void CatchUp()
    {
        foreach (Parameter parameter in _weights.Layout.Parameters)
        {
            for (int row = 0; parameter is { IsSparse: true, Learns: true } && row < parameter.Rows; row++)
            {
                CatchUp(parameter, row, StepCount);
            }
        }
    }

    /// <summary>What must be multiplied to a gradient of this norm so that it is no longer than allowed.</summary>
    public static float ClipScale(double norm, double maximum) => (float)Math.Min(1, maximum / (norm + 1e-6));

    private void Step(SparseGradient gradient, in AdamStep step)
    {
        Parameter parameter = gradient.Parameter;
        int offset = _weights.Layout.OffsetOf(parameter);
        for (int slot = 0; slot < gradient.Count; slot++)
        {
            int row = gradient.Rows[slot];
            CatchUp(parameter, row, StepCount - 1);
            nint place = offset + (nint)row * parameter.Columns;
            _weights.Kernels.Adam(
                step, _weights[parameter].RowData(row), gradient.Slot(slot), _mean.Data + place, _variance.Data + place, parameter.Columns);
            _lastSteps[parameter.Index]![row] = StepCount;
        }
    }

    private void CatchUp(Parameter parameter, int row, int step)
    {
        ref int last = ref _lastSteps[parameter.Index]![row];
        int idle = step - last;
        if (idle == 0 || last == 0)
        {
            // A row that was never used has no momentum.
            return;
        }

        AdamIdleSteps steps = idle < _idleSteps.Length ? RememberedIdleSteps(last, step) : IdleSteps(last, step);
        steps = steps with { Drift = steps.Drift * parameter.RateScale };
        nint place = _weights.Layout.OffsetOf(parameter) + (nint)row * parameter.Columns;
        _weights.Kernels.AdamIdle(
            steps, _weights[parameter].RowData(row), _mean.Data + place, _variance.Data + place, parameter.Columns);
        last = step;
    }

    // Most rows of a step have been idle for one of a few numbers of steps.
    private ref readonly AdamIdleSteps RememberedIdleSteps(int last, int step)
    {
        int idle = step - last;
        if (_idleStepsUntil[idle] != step)
        {
            _idleSteps[idle] = IdleSteps(last, step);
            _idleStepsUntil[idle] = step;
        }

        return ref _idleSteps[idle];
    }

    private AdamIdleSteps IdleSteps(int last, int step)
    {
        int idle = step - last;
        double drift = 0;
        double weight = 1;
        double ratio = Beta1 / Math.Sqrt(Beta2);
        for (int s = last + 1; s <= Math.Min(step, last + IdleStepsThatCount); s++)
        {
            weight *= ratio;
            drift += _idleMoves[s] * weight;
        }

        return new AdamIdleSteps(
            (float)drift,
            (float)(Epsilon * Math.Sqrt(1 - Math.Pow(Beta2, last + 1))),
            idle > IdleStepsThatCount ? 0 : (float)Math.Pow(Beta1, idle),
            (float)Math.Pow(Beta2, idle));
    }
}
