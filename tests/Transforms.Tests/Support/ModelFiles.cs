using System.IO.Compression;
using Microsoft.ML;

namespace Transforms.Tests.Support;

/// <summary>Saved models in memory, and the bytes of our own component in them.</summary>
internal static class ModelFiles
{
    private static readonly byte[] Magic = "CTXMEM\r\n"u8.ToArray();

    public static byte[] Save(ITransformer model, DataViewSchema? input = null)
    {
        using var stream = new MemoryStream();
        new MLContext().Model.Save(model, input, stream);
        return stream.ToArray();
    }

    public static ITransformer Load(byte[] file, MLContext? context = null) => Load(file, out _, context);

    public static ITransformer Load(byte[] file, out DataViewSchema input, MLContext? context = null)
    {
        using var stream = new MemoryStream(file);
        return (context ?? new MLContext()).Model.Load(stream, out input);
    }

    /// <summary>The only step of a chain that has one.</summary>
    public static T Single<T>(ITransformer loaded)
        where T : class, ITransformer =>
        loaded as T ?? Assert.IsType<T>(Assert.Single((IEnumerable<ITransformer>)loaded));

    public static byte[] Component(ITransformer model) => Component(Save(model));

    /// <summary>What our component wrote, from its first byte to its last.</summary>
    public static byte[] Component(byte[] file)
    {
        using var archive = new ZipArchive(new MemoryStream(file), ZipArchiveMode.Read);
        byte[] entry = archive.Entries.Select(Read).Single(bytes => StartOf(bytes) >= 0);
        int start = StartOf(entry);
        using var reader = new BinaryReader(new MemoryStream(entry, start, entry.Length - start));
        reader.ReadBytes(Magic.Length);
        reader.ReadInt32();
        reader.ReadString();
        int length = reader.ReadInt32();
        reader.ReadUInt32();
        return entry[start..(start + (int)reader.BaseStream.Position + length)];
    }

    /// <summary>The file with the bytes of our component replaced by as many others.</summary>
    public static byte[] WithComponent(byte[] file, byte[] component)
    {
        using var stream = new MemoryStream();
        stream.Write(file);
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            ZipArchiveEntry entry = archive.Entries.Single(candidate => StartOf(Read(candidate)) >= 0);
            byte[] bytes = Read(entry);
            component.CopyTo(bytes, StartOf(bytes));
            using Stream target = entry.Open();
            target.Write(bytes);
        }

        return stream.ToArray();
    }

    private static int StartOf(byte[] entry) => entry.AsSpan().IndexOf(Magic);

    private static byte[] Read(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
