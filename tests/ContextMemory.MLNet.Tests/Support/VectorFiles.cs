using System.IO.Compression;
using System.Text;

namespace ContextMemory.MLNet.Tests.Support;

/// <summary>Files of word vectors in a folder of their own, gone after the test.</summary>
internal sealed class VectorFiles : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("word-vectors-");

    public string Write(string text, string name = "vectors.txt") => Write(Encoding.UTF8.GetBytes(text), name);

    public string Write(byte[] bytes, string name = "vectors.txt")
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public static byte[] Gzip(string text)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Optimal))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return memory.ToArray();
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
