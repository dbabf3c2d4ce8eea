using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Numerics;

public sealed class KernelFactoryTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void No_name_gives_the_widest(string? name) =>
        Assert.Same(KernelFactory.Available.MaxBy(kernels => kernels.PanelWidth), KernelFactory.Choose(name));

    [Fact]
    public void Every_available_name_gives_its_kernels_in_any_case()
    {
        foreach (Kernels kernels in KernelFactory.Available)
        {
            Assert.Same(kernels, KernelFactory.Choose(kernels.Name));
            Assert.Same(kernels, KernelFactory.Choose(kernels.Name.ToUpperInvariant()));
        }
    }

    [Fact]
    public void The_kernel_of_the_process_is_one_of_those_available()
    {
        Assert.Equal(Kernels.Current.Name, ComputeKernel.Name);
        Assert.Contains(ComputeKernel.Name, ComputeKernel.Available);
        Assert.Equal("scalar", ComputeKernel.Available[^1]);
    }

    [Fact]
    public void The_specification_is_available_everywhere() => Assert.IsType<ScalarKernels>(KernelFactory.Available[^1]);

    [Fact]
    public void Unknown_name_tells_what_there_is()
    {
        string names = string.Join(", ", KernelFactory.Available.Select(kernels => kernels.Name));
        var exception = Assert.Throws<InvalidOperationException>(() => KernelFactory.Choose("avx9"));
        Assert.Equal(
            "The environment variable CONTEXTMEMORY_KERNEL asks for the kernel 'avx9', which this machine does not have. " +
            $"Set it to one of: {names}; or unset it for the fastest.",
            exception.Message);
    }
}
