using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Tests.Parameters;

public sealed class InitializersTests
{
    [Fact]
    public void Zero_and_one_fill_with_their_constant()
    {
        Assert.All(Fill(Initializers.Zero), value => Assert.Equal(0, value));
        Assert.All(Fill(Initializers.One), value => Assert.Equal(1, value));
    }

    [Fact]
    public void Uniform_fills_its_range_evenly()
    {
        float[] values = Fill(Initializers.Uniform(0.5));
        Assert.All(values, value => Assert.InRange(value, -0.5f, 0.5f));
        Assert.Equal(0, values.Average(), 0.02);
        Assert.Equal(1 / 12.0, values.Average(value => value * value), 0.005);
    }

    [Fact]
    public void Normal_has_its_deviation()
    {
        float[] values = Fill(Initializers.Normal(0.3));
        Assert.Equal(0, values.Average(), 0.02);
        Assert.Equal(0.09, values.Average(value => value * value), 0.005);
    }

    [Fact]
    public void Glorot_keeps_the_variance()
    {
        float[] values = Fill(Initializers.Glorot(100, 50));
        Assert.All(values, value => Assert.InRange(Math.Abs(value), 0, Math.Sqrt(6.0 / 150)));
        Assert.Equal(2.0 / 150, values.Average(value => value * value), 0.001);
    }

    private static float[] Fill(Initializer initializer)
    {
        using var memory = new TestMemory();
        Matrix values = memory.Normal(100, 100, 50);
        initializer(new RandomStream(1), values);
        return values.Span.ToArray();
    }
}
