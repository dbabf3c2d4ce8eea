using System.Runtime.InteropServices;
using ContextMemory.MLNet.Torch.Learning;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.TorchTests.Learning;

public sealed class OutOfMemoryTests
{
    [Fact]
    public void What_libtorch_says_is_known()
    {
        var exception = Assert.ThrowsAny<ExternalException>(() => zeros(1L << 50));

        Assert.True(OutOfMemory.Is(exception), exception.Message);
    }

    [Theory]
    [InlineData("CUDA out of memory. Tried to allocate 20.00 MiB", true)]
    [InlineData("DefaultCPUAllocator: not enough memory: you tried to allocate 1024 bytes.", true)]
    [InlineData("Expected all tensors to be on the same device", false)]
    public void Other_faults_are_not_taken_for_it(string message, bool isIt) => Assert.Equal(isIt, OutOfMemory.Is(new ExternalException(message)));

    [Fact]
    public void The_batch_and_the_remedy_are_named() => Assert.Equal(
        "The device 'cuda:0' has too little memory to learn from 32 rows at once: set a smaller BatchSize or a smaller SegmentLength, or use another device.",
        OutOfMemory.Explain("cuda:0", 32, new ExternalException()).Message);
}
