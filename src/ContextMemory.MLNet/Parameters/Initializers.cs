using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Parameters;

internal static class Initializers
{
    public static Initializer Zero { get; } = (_, values) => values.Clear();

    public static Initializer One { get; } = (_, values) => values.Span.Fill(1);

    /// <summary>Evenly in [-bound, bound].</summary>
    public static Initializer Uniform(double bound) => (random, values) =>
    {
        foreach (ref float value in values.Span)
        {
            value = (float)(bound * (2 * random.NextDouble() - 1));
        }
    };

    public static Initializer Normal(double deviation) => (random, values) =>
    {
        foreach (ref float value in values.Span)
        {
            value = (float)(deviation * random.NextGaussian());
        }
    };

    /// <summary>Keeps the variance of activations and of gradients about the same from layer to layer (Glorot and Bengio 2010).</summary>
    public static Initializer Glorot(int inputs, int outputs) => Uniform(Math.Sqrt(6.0 / (inputs + outputs)));

    /// <summary>
    /// The bias of a memory cell with four parts, the forget gate second: zeros, but for a forget gate that starts open and so lets
    /// gradients through from the first step (Jozefowicz 2015).
    /// </summary>
    public static void OpenForgetGates(RandomStream random, Matrix bias)
    {
        const int Parts = 4;
        int size = bias.Columns / Parts;
        bias.Clear();
        bias.ColumnRange(size, size).Span.Fill(1);
    }
}
