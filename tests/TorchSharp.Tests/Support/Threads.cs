using System.Runtime.CompilerServices;
using ContextMemory.MLNet.Torch.Native;
using TorchSharp;

namespace ContextMemory.MLNet.TorchTests.Support;

internal static class Threads
{
    /// <summary>Tests are small and run side by side: threads of libtorch would only wait for one another.</summary>
    [ModuleInitializer]
    internal static void UseOne()
    {
        Libtorch.EnsureLoaded();
        torch.set_num_threads(1);
    }
}
