using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Parameters;

/// <summary>
/// What is added to a weight W [outputs x inputs] that stays as it is: B A, with A [rank x inputs] and B [outputs x rank], which learn (Hu 2021). Of
/// matrices that are stacked in W each has an A and a B of its own, stacked likewise. B starts with zeros, so that training starts from W.
/// </summary>
internal sealed class Adapter
{
    /// <param name="layout">Where A and B are added.</param>
    /// <param name="weight">W.</param>
    /// <param name="rank">Of B A.</param>
    /// <param name="rateScale">What the step size is multiplied by for A and B.</param>
    public Adapter(ParameterLayout layout, Parameter weight, int rank, float rateScale)
    {
        Rank = rank;
        Parts = weight.Stacked;
        Outputs = weight.Rows / Parts;
        Down = layout.Add($"{weight.Name}.lora_A", Parts * rank, weight.Columns, Initializers.Normal(1 / Math.Sqrt(weight.Columns)));
        Up = layout.Add($"{weight.Name}.lora_B", weight.Rows, rank, Initializers.Zero);
        Down.RateScale = Up.RateScale = rateScale;
    }

    public int Rank { get; }

    /// <summary>Matrices that are stacked in W.</summary>
    public int Parts { get; }

    /// <summary>Rows of each of the stacked matrices.</summary>
    public int Outputs { get; }

    /// <summary>A.</summary>
    public Parameter Down { get; }

    /// <summary>B.</summary>
    public Parameter Up { get; }

    /// <summary>Adds B A to a copy of W.</summary>
    public void AddTo(Matrix weight, Weights weights)
    {
        for (int part = 0; part < Parts; part++)
        {
            Matrix down = weights[Down].RowRange(part * Rank, Rank);
            weights.Kernels.MultiplyAdd(
                weights[Up].RowRange(part * Outputs, Outputs),
                Panels.Of(down, weights.Kernels.PanelWidth),
                weight.RowRange(part * Outputs, Outputs));
        }
    }
}
