using System.IO.Compression;
using System.Text;

namespace ContextMemory.MLNet.Cli.Tests.Support;

/// <summary>A folder of its own for a test, gone after it.</summary>
public sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("cmem-tests-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Writes the text as it is, in UTF-8, and returns the file's path.</summary>
    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, params byte[] bytes)
    {
        File.WriteAllBytes(this[name], bytes);
        return this[name];
    }

    public string WriteGzip(string name, string text)
    {
        using var file = new GZipStream(File.Create(this[name]), CompressionLevel.Fastest);
        file.Write(Encoding.UTF8.GetBytes(text));
        return this[name];
    }

    public string WriteZstd(string name, string text)
    {
        using var file = new ZstdSharp.CompressionStream(File.Create(this[name]), leaveOpen: false);
        file.Write(Encoding.UTF8.GetBytes(text));
        return this[name];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
