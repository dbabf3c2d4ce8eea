using System.IO.Compression;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>The zip archive of a model file: a folder for each component, as in ML.NET.</summary>
internal static class Repository
{
    public const string ModelStreamName = "Model.key";
    public const string TransformerFolder = "TransformerChain";

    // ML.NET looks for this entry at the root when there is no schema. It takes the loader assembly's name from its header and, when
    // there is no such assembly, names it in the exception: that is how its user gets to read where the file comes from.
    private const string OriginNote = "a model saved by the stand-ins of eng-compat of ContextMemory.MLNet and not by Microsoft.ML - their model files are not interchangeable";

    public static void Write(Stream stream, Action<RepositoryWriter> addEntries)
    {
        var writer = new RepositoryWriter();
        using (var note = new ModelSaveContext(writer, "", ModelStreamName))
        {
            note.SetVersionInfo(new VersionInfo("STANDIN ", 0x00010001, 0x00010001, 0x00010001, OriginNote, "StandIn"));
            note.Done();
        }
        addEntries(writer);
        writer.WriteTo(stream);
    }

    public static ZipArchive Open(Stream stream)
    {
        ZipArchive archive;
        try
        {
            archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        }
        catch (InvalidDataException ex)
        {
            throw Contracts.ExceptDecode("Failed to open a zip archive: the file is not a model or is cut short", ex);
        }
        if (IsOurs(archive))
        {
            return archive;
        }
        bool isReal = archive.GetEntry("TrainingInfo/Version.txt") != null;
        archive.Dispose();
        throw Contracts.ExceptDecode(isReal
            ? "The model was saved with Microsoft.ML; this build uses the stand-ins of eng/compat, whose model files are not interchangeable with those of Microsoft.ML."
            : "The file is a zip archive but not a model.");
    }

    public static string Combine(string folder, string name) => string.IsNullOrEmpty(folder) ? name : $"{folder}/{name}";

    public static BinaryReader OpenReader(ZipArchiveEntry entry)
    {
        var bytes = new MemoryStream(checked((int)entry.Length));
        using (var stream = entry.Open())
        {
            stream.CopyTo(bytes);
        }
        bytes.Position = 0;
        return new BinaryReader(bytes, Encoding.UTF8);
    }

    private static bool IsOurs(ZipArchive archive)
    {
        if (archive.GetEntry(ModelStreamName) is not { } entry)
        {
            return false;
        }
        using var reader = OpenReader(entry);
        return ModelHeader.Read(reader).LoaderAssemblyName == OriginNote;
    }
}

/// <summary>Collects entries, several of which may be open at once, for an archive that takes them one after another.</summary>
internal sealed class RepositoryWriter
{
    private readonly Dictionary<string, MemoryStream> _entries = [];

    public Stream CreateEntry(string folder, string name)
    {
        string path = Repository.Combine(folder, Contracts.CheckNonEmpty(name));
        var stream = new MemoryStream();
        Contracts.CheckParam(_entries.TryAdd(path, stream), nameof(name), $"Duplicate entry: '{path}'");
        return stream;
    }

    public void WriteTo(Stream stream)
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var (path, content) in _entries)
        {
            using var target = archive.CreateEntry(path).Open();
            target.Write(content.GetBuffer().AsSpan(0, (int)content.Length));
        }
    }
}
