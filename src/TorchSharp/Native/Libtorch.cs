using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Native;

/// <summary>Whether TorchSharp can be used in this process.</summary>
/// <remarks>
/// TorchSharp loads its libraries too, at the first use of any of its types. Where that fails it writes a trace to the console, may copy libtorch
/// from the folder of packages to the application, half a gigabyte, and its types cannot be used any more. So none of them is touched before all is well.
/// </remarks>
internal static class Libtorch
{
    private static volatile bool _isLoaded;

    /// <summary>Loads TorchSharp's native libraries. To be called before any of its types is used.</summary>
    /// <exception cref="InvalidOperationException">A library is missing, does not fit or does not load; the message says what to do.</exception>
    public static void EnsureLoaded()
    {
        if (!_isLoaded)
        {
            new LibtorchLoader(NativeFiles.OfProcess(), typeof(Tensor).Assembly) { ByName = true }.Load();
            _isLoaded = true;
        }
    }
}
