using System.Reflection;
using System.Runtime.CompilerServices;
using ContextMemory.MLNet.Hosting;
using Microsoft.ML;
using Microsoft.ML.Runtime;

[assembly: IgnoresAccessChecksTo("Microsoft.ML.Core")]
[assembly: IgnoresAccessChecksTo("Microsoft.ML.Data")]
[assembly: LoadableClass(typeof(object), typeof(ModelLoader), null, typeof(SignatureLoadModel), "", ModelLoader.LoaderSignature)]

namespace ContextMemory.MLNet.Hosting;

/// <summary>
/// What ML.NET finds when it loads a saved model: it loads the assembly named in the file's header, looks for the attribute above
/// and calls <see cref="Create"/>. This assembly is compiled against a stub of Microsoft.ML.Core in which the internal types that
/// this takes are public.
/// </summary>
internal static class ModelLoader
{
    public const string LoaderSignature = "ContextMemory.Model";

    // The one place that continues loading; its name is never read from a file.
    private const string Reader = "ContextMemory.MLNet.Hosting.SavedComponents, ContextMemory.MLNet.Transforms";
    private const string ReadMethod = "Load";

    // Of the frame around our own format, which has a version of its own.
    private const uint FrameVersion = 0x00010001;

    private static VersionInfo Version => new(
        modelSignature: "CTXMEMRY",
        verWrittenCur: FrameVersion,
        verReadableCur: FrameVersion,
        verWeCanReadBack: FrameVersion,
        loaderAssemblyName: typeof(ModelLoader).Assembly.GetName().Name,
        loaderSignature: LoaderSignature);

    /// <summary>Writes ML.NET's header of a component and returns the writer of its content.</summary>
    /// <param name="modelSaveContext">A ModelSaveContext: an object here, since whoever calls this sees the real one.</param>
    public static BinaryWriter BeginSave(object modelSaveContext)
    {
        var context = (ModelSaveContext)modelSaveContext;
        context.CheckAtModel();
        context.SetVersionInfo(Version);
        return context.Writer;
    }

    /// <summary>Called by ML.NET, which finds it by its name and parameters.</summary>
    internal static object Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        MethodInfo read = Type.GetType(Reader, throwOnError: true)!.GetMethod(ReadMethod, BindingFlags.Static | BindingFlags.NonPublic)!;
        return read.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [env, ctx.Reader], null)!;
    }
}
