namespace ContextMemory.MLNet.Tests.Tasks.Tracing;

public sealed class TraceOptionsTests
{
    [Fact]
    public void All_faults_come_in_one_message()
    {
        var options = new TraceOptions { Top = 0, TokenLimit = -1, QueryTokens = [3, -2] };

        string message = Assert.Throws<ArgumentException>(options.Validate).Message;

        Assert.Contains("TraceOptions has 3 faults:", message, StringComparison.Ordinal);
        Assert.Contains("Top is 0; allowed is 1 to 1000", message, StringComparison.Ordinal);
        Assert.Contains("TokenLimit is -1; allowed is 0 to 1000000", message, StringComparison.Ordinal);
        Assert.Contains("QueryTokens is -2; allowed is 0 and above", message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_defaults_are_those_that_are_documented()
    {
        var options = new TraceOptions();
        options.Validate();
        Assert.Equal((10, 10_000, 0), (options.Top, options.TokenLimit, options.QueryTokens.Count));
    }
}
