using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Tests.Parameters;

public sealed unsafe class WeightsTests
{
    [Fact]
    public void Packed_copies_follow_only_when_told()
    {
        (Weights weights, Parameter parameter) = Create();
        weights.Initialize(1);
        Assert.Equal(weights[parameter][2, 4], Element(weights.Transposed(parameter), 4, 2));
        Assert.Equal(weights[parameter][2, 4], Element(weights.Straight(parameter), 2, 4));
        float before = weights[parameter][2, 4];
        weights[parameter][2, 4] = 99;
        Assert.Equal(before, Element(weights.Transposed(parameter), 4, 2));
        weights.Changed();
        Assert.Equal(99, Element(weights.Transposed(parameter), 4, 2));
        Assert.Equal(99, Element(weights.Straight(parameter), 2, 4));
    }

    [Fact]
    public void Packed_copies_hold_the_whole_matrix_and_its_transpose()
    {
        (Weights weights, Parameter parameter) = Create();
        weights.Initialize(1);
        Panels transposed = weights.Transposed(parameter);
        Panels straight = weights.Straight(parameter);
        Assert.Equal((5, 3), (transposed.Depth, transposed.Columns));
        Assert.Equal((3, 5), (straight.Depth, straight.Columns));
        for (int row = 0; row < 3; row++)
        {
            for (int column = 0; column < 5; column++)
            {
                Assert.Equal(weights[parameter][row, column], Element(transposed, column, row));
                Assert.Equal(weights[parameter][row, column], Element(straight, row, column));
            }
        }
    }

    [Fact]
    public void First_use_from_many_threads_packs_once()
    {
        (Weights weights, Parameter parameter) = Create();
        weights.Initialize(1);
        var places = new nint[64];
        Parallel.For(0, places.Length, i => places[i] = (nint)weights.Transposed(parameter).Data);
        Assert.Single(places.Distinct());
    }

    [Fact]
    public void Initial_values_depend_on_the_seed_and_the_place_of_the_parameter()
    {
        (Weights first, _) = Create();
        (Weights second, _) = Create();
        first.Initialize(1);
        second.Initialize(1);
        Close.SameBits(first.Values, second.Values, "values");
        second.Initialize(2);
        Assert.False(first.Values.SequenceEqual(second.Values));
        Parameter[] parameters = [.. first.Layout.Parameters];
        Assert.False(first[parameters[0]].Span.SequenceEqual(first[parameters[1]].Span));
    }

    [Fact]
    public void Values_hold_every_parameter_at_its_offset()
    {
        (Weights weights, Parameter parameter) = Create();
        weights[parameter][1, 2] = 7;
        Assert.Equal(7, weights.Values[weights.Layout.OffsetOf(parameter) + 1 * 5 + 2]);
        Assert.Equal(weights.Layout.Length, weights.Values.Length);
    }

    private static (Weights, Parameter) Create()
    {
        var layout = new ParameterLayout();
        layout.Add("other", 3, 5, Initializers.Normal(1));
        Parameter parameter = layout.Add("weight", 3, 5, Initializers.Normal(1));
        return (new Weights(layout, Kernels.Current), parameter);
    }

    private static float Element(Panels panels, int row, int column)
    {
        int width = Kernels.Current.PanelWidth;
        return panels.Data[column / width * panels.PanelStride + row * panels.DepthStride + column % width];
    }
}
