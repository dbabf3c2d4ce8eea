using ContextMemory.MLNet;
using ContextMemory.MLNet.Hosting;
using ContextMemory.MLNet.Persistence;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace Transforms.Tests.Support;

/// <summary>Reads and writes the bytes of our components without the file that ML.NET puts around them.</summary>
internal static class Components
{
    public static TextTransformer Load(byte[] component, IHostEnvironment? environment = null)
    {
        using var reader = new BinaryReader(new MemoryStream(component));
        return (TextTransformer)SavedComponents.Load(environment ?? new MLContext(), reader);
    }

    /// <summary>A component whose frame, length and checksum are right for whatever content.</summary>
    public static byte[] Frame(string kind, byte[] content)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        ModelFormat.Write(writer, kind, to => to.Write(content));
        return stream.ToArray();
    }

    /// <summary>The bytes from the magic ones to the content.</summary>
    public static int FrameLength(string kind) => Frame(kind, []).Length;
}
