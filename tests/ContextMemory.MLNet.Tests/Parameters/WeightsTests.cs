using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Tests.Parameters;

public sealed unsafe class WeightsTests
{
    private static readonly ParameterLayout Layout = new();
    private static readonly Parameter Other = Layout.Add("other", 3, 5, Initializers.Normal(1));
    private static readonly Parameter Weight = Layout.Add("weight", 3, 5, Initializers.Normal(1));

    // A field: the matrices that are looked at do not keep their memory alive, the test object does.
    private readonly Weights _weights = new(Layout, Kernels.Current);

    [Fact]
    public void Packed_copies_follow_only_when_told()
    {
        _weights.Initialize(1);
        Assert.Equal(_weights[Weight][2, 4], Element(_weights.Transposed(Weight), 4, 2));
        Assert.Equal(_weights[Weight][2, 4], Element(_weights.Straight(Weight), 2, 4));
        float before = _weights[Weight][2, 4];
        _weights[Weight][2, 4] = 99;
        Assert.Equal(before, Element(_weights.Transposed(Weight), 4, 2));
        _weights.Changed();
        Assert.Equal(99, Element(_weights.Transposed(Weight), 4, 2));
        Assert.Equal(99, Element(_weights.Straight(Weight), 2, 4));
    }

    [Fact]
    public void Packed_copies_hold_the_whole_matrix_and_its_transpose()
    {
        _weights.Initialize(1);
        Panels transposed = _weights.Transposed(Weight);
        Panels straight = _weights.Straight(Weight);
        Assert.Equal((5, 3), (transposed.Depth, transposed.Columns));
        Assert.Equal((3, 5), (straight.Depth, straight.Columns));
        for (int row = 0; row < 3; row++)
        {
            for (int column = 0; column < 5; column++)
            {
                Assert.Equal(_weights[Weight][row, column], Element(transposed, column, row));
                Assert.Equal(_weights[Weight][row, column], Element(straight, row, column));
            }
        }
    }

    [Fact]
    public void First_use_from_many_threads_packs_once()
    {
        _weights.Initialize(1);
        var places = new nint[64];
        Parallel.For(0, places.Length, i => places[i] = (nint)_weights.Transposed(Weight).Data);
        Assert.Single(places.Distinct());
    }

    [Fact]
    public void Initial_values_depend_on_the_seed_and_the_place_of_the_parameter()
    {
        _weights.Initialize(1);
        float[] first = _weights.Values.ToArray();
        _weights.Initialize(2);
        Assert.False(_weights.Values.SequenceEqual(first));
        _weights.Initialize(1);
        Close.SameBits(first, _weights.Values, "values");
        Assert.False(_weights[Other].Span.SequenceEqual(_weights[Weight].Span));
    }

    [Fact]
    public void Values_hold_every_parameter_at_its_offset()
    {
        _weights[Weight][1, 2] = 7;
        Assert.Equal(7, _weights.Values[_weights.Layout.OffsetOf(Weight) + 1 * 5 + 2]);
        Assert.Equal(_weights.Layout.Length, _weights.Values.Length);
    }


    private static float Element(Panels panels, int row, int column)
    {
        int width = Kernels.Current.PanelWidth;
        return panels.Data[column / width * panels.PanelStride + row * panels.DepthStride + column % width];
    }
}
