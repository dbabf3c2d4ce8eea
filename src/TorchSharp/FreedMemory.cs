using System.Runtime.InteropServices;

namespace ContextMemory.MLNet.Torch;

/// <summary>What becomes of memory that libtorch frees on the processor.</summary>
internal static class FreedMemory
{
    // Of malloc.h: what is free at the end of the heap goes back to the system where it is more than the threshold; so many large pieces come from the
    // system directly, and go back when they are freed.
    private const int TrimThreshold = -1;
    private const int MostMapped = -4;

    private const int MostKept = 512 << 20;

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int SetOption(int option, int value);

    /// <summary>
    /// Lets the C library of Linux keep up to 512 MB for the next step. As it is, a step gives its memory back and takes it anew, page by page: that
    /// takes up to six times as long as the step itself.
    /// </summary>
    public static void Keep()
    {
        // Other C libraries have no such options.
        if (OperatingSystem.IsLinux()
            && NativeLibrary.TryLoad("libc.so.6", out nint library)
            && NativeLibrary.TryGetExport(library, "mallopt", out nint function))
        {
            SetOption set = Marshal.GetDelegateForFunctionPointer<SetOption>(function);
            set(TrimThreshold, MostKept);
            set(MostMapped, 0);
        }
    }
}
