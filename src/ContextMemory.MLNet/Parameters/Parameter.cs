using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Parameters;

/// <summary>Fills a new parameter.</summary>
internal delegate void Initializer(RandomStream random, Matrix values);

/// <summary>A named matrix of learned values: where it lies in the buffers of values, gradients and optimizer state.</summary>
internal sealed class Parameter(string name, int index, int rows, int columns, Initializer initializer, bool isSparse, bool decays)
{
    private const int SmallestOfBytes = 32;

    public string Name { get; } = name;

    /// <summary>Place among the parameters of the layout.</summary>
    public int Index { get; } = index;

    public int Rows { get; } = rows;

    public int Columns { get; } = columns;

    public int Length => Rows * Columns;

    public Initializer Initializer { get; } = initializer;

    /// <summary>Of an embedding table only a few rows have a gradient in a step; see <see cref="SparseGradient"/>.</summary>
    public bool IsSparse { get; } = isSparse;

    /// <summary>Which rows stay as they are, by having no gradient; null for none.</summary>
    public bool[]? FrozenRows { get; set; }

    /// <summary>Whether weight decay is applied: it is the right factor of products.</summary>
    public bool Decays { get; } = decays;

    /// <summary>Whether its products can be computed in 8 bits. Those of small matrices would not be faster.</summary>
    public bool HasByteProducts => Decays && Math.Min(Rows, Columns) >= SmallestOfBytes && Columns <= Kernels.MostQuantizedDepth;

    /// <summary>What the step size is multiplied by for this parameter. Where it is 0, nothing is learned and no gradient is computed.</summary>
    public float RateScale { get; set; } = 1;

    /// <summary>Whether it has a gradient.</summary>
    public bool Learns => RateScale != 0;

    /// <summary>How many matrices of the same shape stand in it, one below the other.</summary>
    public int Stacked { get; set; } = 1;

    /// <summary>What is added to it wherever products read it; null for nothing.</summary>
    public Adapter? Adapter { get; set; }
}
