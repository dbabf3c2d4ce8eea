using ContextMemory.MLNet.Torch.Native;
using ContextMemory.MLNet.TorchTests.Support;

namespace ContextMemory.MLNet.TorchTests.Native;

public sealed class LibtorchFaultsTests
{
    private static readonly LoadFault Fault = new("/app/libX.so", "version `GLIBCXX_3.4.32' not found");

    [Fact]
    public void Without_libtorch_the_packages_are_named() => Assert.Equal(
        $"TorchSharp needs libtorch, and '/app' has no {NativeFiles.NameOf("torch_cpu")} for {NativeFiles.Platform}. "
        + "Add the package TorchSharp-cpu, or for CUDA TorchSharp-cuda-linux or TorchSharp-cuda-windows, version 0.107.0, to the application. "
        + "There are packages for linux-x64, win-x64 and osx-arm64.",
        LibtorchFaults.NoLibtorch("/app", "0.107.0"));

    [Theory]
    [InlineData("2.7", "libtorch 2.7")]
    [InlineData(null, "one before 2.9")]
    public void Another_libtorch_is_named(string? found, string name) => Assert.Equal(
        $"TorchSharp 0.107.0 works with libtorch 2.10, and the application has {name}. Add the package TorchSharp-cpu, or for CUDA TorchSharp-cuda-linux "
        + "or TorchSharp-cuda-windows, version 0.107.0, to the application.",
        LibtorchFaults.OtherLibtorch("0.107.0", new Version(2, 10), found is null ? null : Version.Parse(found)));

    [Theory]
    [InlineData("GLIBCXX_3.4.32", "Install the C++ library of GCC 13.2 or later (Debian 13 and Ubuntu 24.04 have it), or run 'cmem doctor --repair /app'.")]
    [InlineData("GLIBCXX_3.4.31", "Use a newer system: its C++ library must have these versions.")]
    [InlineData("GLIBCXX_3.4.1", "Build or publish the application anew, and copy the whole folder; what it names as missing must be installed.")]
    public void A_library_that_does_not_load_has_a_reason_and_a_remedy(string need, string remedy)
    {
        var library = new SharedLibrary("library", LibraryFile.Write([(CppLibrary.Name, [need])]));
        var cppLibrary = new SharedLibrary(CppLibrary.Name, LibraryFile.Write([], "GLIBCXX_3.4.1"));

        Assert.Equal(
            $"'/app/libX.so' cannot be loaded: version `GLIBCXX_3.4.32' not found. {remedy}",
            LibtorchFaults.NotLoaded(Fault, new VersionFit(library, cppLibrary), "/app"));
    }

    [Fact]
    public void The_reason_is_that_of_the_loader()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "no library");

            LoadFault? fault = LoadFault.Load(path, out nint handle);

            Assert.Equal(0, handle);
            Assert.Equal(path, fault?.Path);
            Assert.DoesNotContain("strace", fault?.Reason, StringComparison.Ordinal);
            if (OperatingSystem.IsLinux())
            {
                Assert.Equal($"{path}: file too short", fault?.Reason);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }
}
