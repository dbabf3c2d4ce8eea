using System.Reflection;
using System.Runtime.InteropServices;

namespace ContextMemory.MLNet.Torch.Native;

/// <summary>Which libtorch is there, and which one TorchSharp is made for. One that does not fit ends the process at the first function that it lacks.</summary>
internal static class LibtorchVersion
{
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate ulong GetVersion();

    /// <summary>Major and minor version of a libtorch that is loaded; null before 2.9, which does not say it.</summary>
    /// <param name="libtorch">The handle of <see cref="NativeFiles.Libtorch"/>.</param>
    public static Version? Of(nint libtorch)
    {
        if (!NativeLibrary.TryGetExport(libtorch, "aoti_torch_abi_version", out nint function))
        {
            return null;
        }

        // The two highest bytes are the major and the minor version.
        ulong version = Marshal.GetDelegateForFunctionPointer<GetVersion>(function)();
        return new Version((int)(version >> 56), (int)(version >> 48) & byte.MaxValue);
    }

    /// <summary>Major and minor version of the libtorch that a TorchSharp is made for; null where it does not say it.</summary>
    /// <param name="torchSharp">The assembly TorchSharp. None of its code runs.</param>
    public static Version? WantedBy(Assembly torchSharp)
    {
        // torch.__version__ says the same, but loads the libraries that are to be checked here.
        FieldInfo? field = torchSharp.GetType("TorchSharp.torch")?.GetField("libtorchPackageVersion", BindingFlags.NonPublic | BindingFlags.Static);
        return field is { IsLiteral: true } && Version.TryParse(field.GetRawConstantValue() as string, out Version? version)
            ? new Version(version.Major, version.Minor)
            : null;
    }
}
