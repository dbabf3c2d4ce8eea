using System.Runtime.InteropServices;
using ContextMemory.MLNet.Torch.Native;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.TorchTests.Native;

public sealed class LibtorchTests
{
    [Fact]
    public void TorchSharp_computes_once_it_is_loaded()
    {
        Libtorch.EnsureLoaded();

        using Tensor sum = ones(2).sum();
        Assert.Equal(2, sum.item<float>());
    }

    [Fact]
    public void The_libtorch_that_is_there_is_the_one_that_TorchSharp_wants()
    {
        Libtorch.EnsureLoaded();
        nint libtorch = NativeLibrary.Load(NativeFiles.Libtorch, typeof(Tensor).Assembly, searchPath: null);

        Version? wanted = LibtorchVersion.WantedBy(typeof(Tensor).Assembly);

        Assert.Equal(Version.Parse(__version__).ToString(2), wanted?.ToString());
        Assert.Equal(wanted, LibtorchVersion.Of(libtorch));
    }

    [Fact]
    public void A_library_without_a_version_has_none() => Assert.Null(LibtorchVersion.Of(NativeLibrary.GetMainProgramHandle()));

    [Fact]
    public void An_assembly_that_is_not_TorchSharp_wants_no_libtorch() => Assert.Null(LibtorchVersion.WantedBy(typeof(LibtorchTests).Assembly));
}
