using static TorchSharp.torch;

namespace ContextMemory.MLNet.TorchTests.Native;

public sealed class LoadingTests
{
    [Fact]
    public void TorchSharp_computes_here()
    {
        using Tensor sum = ones(2).sum();

        Assert.Equal(2, sum.item<float>());
    }
}
