using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Layers;

/// <summary>
/// e = v . tanh(W h + b), one score a row (Bahdanau 2015, section A.1.2). Where there is a query q, the rows are [q; h].
/// Shapes: [rows x inputs] to [rows x 1].
/// </summary>
internal sealed class AdditiveScore(ParameterLayout layout, string name, int inputs, int size)
{
    private readonly Linear _projection = new(layout, $"{name}attn", inputs, size);
    private readonly Parameter _direction = layout.Add($"{name}v", 1, size, Initializers.Glorot(size, 1));

    public Matrix Forward(Pass pass, Matrix rows)
    {
        Matrix hidden = _projection.Forward(pass, rows);
        pass.Kernels.Tanh(hidden.Span);
        pass.Keep(hidden);
        Matrix scores = pass.Arena.Allocate(rows.Rows, 1);
        Span<float> direction = pass.Weights[_direction].Span;
        for (int row = 0; row < rows.Rows; row++)
        {
            scores[row, 0] = pass.Kernels.Dot(direction, hidden.Row(row));
        }

        return scores;
    }

    public Matrix Backward(Pass pass, Matrix scoreGradient)
    {
        Matrix hidden = pass.Take();
        Matrix hiddenGradient = pass.Arena.AllocateCleared(hidden.Rows, hidden.Columns);
        Span<float> direction = pass.Weights[_direction].Span;
        Span<float> directionGradient = pass.GradientOf(_direction).Span;
        for (int row = 0; row < hidden.Rows; row++)
        {
            pass.Kernels.AddScaled(scoreGradient[row, 0], hidden.Row(row), directionGradient);
            pass.Kernels.AddScaled(scoreGradient[row, 0], direction, hiddenGradient.Row(row));
        }

        pass.Kernels.TanhBackward(hidden.Span, hiddenGradient.Span);
        return _projection.Backward(pass, hiddenGradient);
    }
}
