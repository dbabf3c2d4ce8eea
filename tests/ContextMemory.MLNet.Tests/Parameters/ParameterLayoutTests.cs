using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Tests.Parameters;

public sealed class ParameterLayoutTests
{
    [Fact]
    public void Parameters_start_on_cache_lines_dense_ones_first()
    {
        var layout = new ParameterLayout();
        Parameter table = layout.Add("table", 10, 5, Initializers.Zero, isSparse: true);
        Parameter weight = layout.Add("weight", 3, 7, Initializers.Zero);
        Parameter bias = layout.Add("bias", 1, 16, Initializers.Zero);
        Assert.Equal((0, 32, 48), (layout.OffsetOf(weight), layout.OffsetOf(bias), layout.OffsetOf(table)));
        Assert.Equal((48, 112), (layout.DenseLength, layout.Length));
        Assert.Equal([0, 1, 2], layout.Parameters.Select(parameter => parameter.Index));
    }

    [Fact]
    public void Parameters_that_do_not_learn_come_last()
    {
        var layout = new ParameterLayout();
        Parameter frozenTable = layout.Add("frozen table", 2, 16, Initializers.Zero, isSparse: true);
        Parameter frozen = layout.Add("frozen", 1, 16, Initializers.Zero);
        Parameter table = layout.Add("table", 3, 16, Initializers.Zero, isSparse: true);
        Parameter weight = layout.Add("weight", 4, 16, Initializers.Zero);
        frozen.RateScale = frozenTable.RateScale = 0;

        Assert.Equal((0, 64, 112, 128), (layout.OffsetOf(weight), layout.OffsetOf(table), layout.OffsetOf(frozen), layout.OffsetOf(frozenTable)));
        Assert.Equal((64, 112, 80, 160), (layout.DenseLength, layout.LearnedLength, layout.ProductLength, layout.Length));
    }

    [Fact]
    public void A_layout_without_parameters_is_empty() => Assert.Equal(0, new ParameterLayout().Length);

    [Fact]
    public void A_name_is_added_once()
    {
        var layout = new ParameterLayout();
        layout.Add("weight", 1, 1, Initializers.Zero);
        var exception = Assert.Throws<InvalidOperationException>(() => layout.Add("weight", 2, 2, Initializers.Zero));
        Assert.Equal("Parameter 'weight' was added twice.", exception.Message);
    }

    [Theory]
    [InlineData("length")]
    [InlineData("dense length")]
    [InlineData("offset")]
    public void The_first_use_closes_the_list(string use)
    {
        var layout = new ParameterLayout();
        Parameter weight = layout.Add("weight", 1, 1, Initializers.Zero);
        _ = use switch { "length" => layout.Length, "dense length" => layout.DenseLength, _ => layout.OffsetOf(weight) };
        var exception = Assert.Throws<InvalidOperationException>(() => layout.Add("late", 1, 1, Initializers.Zero));
        Assert.Equal("Parameter 'late' was added after the layout had been used.", exception.Message);
    }

    [Theory]
    [InlineData(5, false, false, true)]
    [InlineData(1, false, false, false)]
    [InlineData(5, true, false, false)]
    [InlineData(5, false, true, false)]
    public void Only_matrices_of_products_decay(int rows, bool isSparse, bool isTable, bool decays) =>
        Assert.Equal(decays, new ParameterLayout().Add("a", rows, 4, Initializers.Zero, isSparse, isTable).Decays);

    [Fact]
    public void Too_many_values_to_count_are_refused()
    {
        var layout = new ParameterLayout();
        layout.Add("weight", 10, 10, Initializers.Zero);
        var exception = Assert.Throws<ModelTooLargeException>(
            () => layout.Add("table", 3_000_000, 1_024, Initializers.Zero, isSparse: true));
        Assert.Equal(
            "With parameter 'table' of 3000000 x 1024 values the model has more than 480000000 values. " +
            "Use a smaller vocabulary (MaximumSize, HashBuckets) or smaller layers.",
            exception.Message);
    }
}
