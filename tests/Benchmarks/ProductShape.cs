namespace ContextMemory.MLNet.Benchmarks;

/// <summary>A product of a matrix [rows x depth] with one of [depth x columns].</summary>
public sealed record ProductShape(int Rows, int Depth, int Columns)
{
    /// <summary>Multiplications.</summary>
    public double Size => (double)Rows * Depth * Columns;

    public override string ToString() => $"{Rows} x {Depth} x {Columns}";
}
