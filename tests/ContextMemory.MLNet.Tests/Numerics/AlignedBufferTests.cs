using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Numerics;

public sealed unsafe class AlignedBufferTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(1000)]
    public void Starts_on_a_cache_line_is_clear_and_may_be_read_past_its_end(int length)
    {
        int widestPanel = KernelFactory.Available.Max(kernels => kernels.PanelWidth);
        for (int i = 0; i < 20; i++)
        {
            var buffer = new AlignedBuffer(length);
            Assert.Equal(length, buffer.Span.Length);
            Assert.Equal(0u, (nuint)buffer.Data % 64);
            Assert.True(new Span<float>(buffer.Data, length + widestPanel).IndexOfAnyExcept(0f) < 0);
            GC.KeepAlive(buffer);
        }
    }

    [Fact]
    public void Does_not_move()
    {
        var buffer = new AlignedBuffer(100);
        buffer.Span.Fill(2);
        float* before = buffer.Data;
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        Assert.True(new Span<float>(before, 100).IndexOfAnyExcept(2f) < 0);
        Assert.Equal((nuint)before, (nuint)buffer.Data);
    }
}
