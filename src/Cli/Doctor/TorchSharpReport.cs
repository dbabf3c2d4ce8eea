using System.Runtime.Loader;
using ContextMemory.MLNet.Torch.Native;

namespace ContextMemory.MLNet.Cli.Doctor;

/// <summary>What an application has of TorchSharp and libtorch, and whether it loads.</summary>
internal sealed class TorchSharpReport
{
    private const string Missing = "missing";

    private TorchSharpReport(IReadOnlyList<(string Name, string Value)> lines, string? fault)
    {
        Lines = lines;
        Fault = fault;
    }

    public IReadOnlyList<(string Name, string Value)> Lines { get; }

    /// <summary>Why it does not load, and what to do; null where it loads, or where there is no TorchSharp to load.</summary>
    public string? Fault { get; }

    /// <summary>What the tool itself has: it brings no libtorch, and needs none but for the TorchSharp engine.</summary>
    public static TorchSharpReport OfTool()
    {
        var files = NativeFiles.Of(AppContext.BaseDirectory);
        return files.Find(NativeFiles.Libtorch) is not null
            ? Of(files.Application)
            : new TorchSharpReport(
                [("folder", files.Application), ("libtorch", "not there; --engine torchsharp needs one where the system looks for libraries")], fault: null);
    }

    public static TorchSharpReport Of(string folder)
    {
        var files = NativeFiles.Of(folder);
        string assembly = Path.Combine(files.Application, "TorchSharp.dll");
        List<(string, string)> lines = [("folder", files.Application)];
        if (!File.Exists(assembly))
        {
            lines.Add(("TorchSharp", "not there; the managed engine needs none"));
            return new TorchSharpReport(lines, fault: null);
        }

        string? library = files.Find(NativeFiles.TorchSharp);
        string? libtorch = files.Find(NativeFiles.Libtorch);
        lines.Add(("TorchSharp", library ?? Missing));
        lines.Add(("libtorch", libtorch is null ? Missing : $"{libtorch}, {(files.Find(NativeFiles.Cuda) is null ? "for the CPU" : "for CUDA")}"));
        if (library is not null && VersionFit.Find(library) is { } fit)
        {
            lines.Add(("C++ library needed", CppLibrary.Newest(fit.Needed.Select(need => need.Version)) ?? "any"));
            lines.Add(("C++ library found", $"{CppLibrary.FindPath()} with {CppLibrary.Newest(fit.Offered)}"));
        }

        string? fault = FaultOf(files, assembly);
        lines.Add(("TorchSharp loads", fault is null ? "yes" : "no"));
        return new TorchSharpReport(lines, fault);
    }

    private static string? FaultOf(NativeFiles files, string assembly)
    {
        try
        {
            // In a context of its own: another TorchSharp may be loaded already.
            var context = new AssemblyLoadContext(name: null);
            new LibtorchLoader(files, context.LoadFromAssemblyPath(assembly)).Load();
            return null;
        }
        catch (InvalidOperationException exception)
        {
            return exception.Message;
        }
        catch (BadImageFormatException exception)
        {
            return $"'{assembly}' is no assembly: {exception.Message}";
        }
    }
}
