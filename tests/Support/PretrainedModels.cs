using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace ContextMemory.MLNet.Tests.Support;

/// <summary>
/// Pretrained transformers that packages carry as resources: model.onnx and vocab.txt, without config.json. Their assemblies are read as
/// data and never loaded. Tests that use them have <see cref="PretrainedFactAttribute"/> or <see cref="PretrainedTheoryAttribute"/>.
/// </summary>
internal static class PretrainedModels
{
    private const string NotRestored = "The packages of the pretrained models have not been restored.";

    private static readonly Lazy<string> MiniLmFolder = new(() => Unpack("MiniLM"));
    private static readonly Lazy<string> ArcticFolder = new(() => Unpack("ArcticXs"));

    /// <summary>all-MiniLM-L6-v2: mean pooling, normalized.</summary>
    public static string MiniLm => MiniLmFolder.Value;

    /// <summary>snowflake-arctic-embed-xs: the vector of the first piece, normalized.</summary>
    public static string Arctic => ArcticFolder.Value;

    /// <summary>Why tests of the models cannot run; null where they can.</summary>
    public static string? Skip => File.Exists(Library("MiniLM")) && File.Exists(Library("ArcticXs")) ? null : NotRestored;

    private static string Library(string name) => Path.Combine(
        Setting("NuGetPackageRoot"),
        $"sentencetransformers.{name.ToLowerInvariant()}",
        Setting("SentenceTransformersVersion"),
        "lib",
        "netstandard2.1",
        $"SentenceTransformers.{name}.dll");

    private static string Setting(string key) =>
        typeof(PretrainedModels).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(setting => setting.Key == key).Value ?? "";

    // Written under another name first: test processes run side by side, and the first folder that is complete takes the place.
    private static string Unpack(string name)
    {
        string root = Path.Combine(AppContext.BaseDirectory, "pretrained");
        string folder = Path.Combine(root, name);
        if (Directory.Exists(folder))
        {
            return folder;
        }

        string unfinished = Path.Combine(root, $"{name}.{Guid.NewGuid():N}");
        Directory.CreateDirectory(unfinished);
        WriteResources(Library(name), $"SentenceTransformers.{name}.Resources.", unfinished);
        try
        {
            Directory.Move(unfinished, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        return folder;
    }

    private static void WriteResources(string library, string start, string folder)
    {
        using var image = new PEReader(File.OpenRead(library));
        MetadataReader metadata = image.GetMetadataReader();
        PEMemoryBlock resources = image.GetSectionData(image.PEHeaders.CorHeader!.ResourcesDirectory.RelativeVirtualAddress);
        foreach (ManifestResource resource in metadata.ManifestResources.Select(metadata.GetManifestResource))
        {
            string name = metadata.GetString(resource.Name);
            if (name.StartsWith(start, StringComparison.Ordinal))
            {
                BlobReader content = resources.GetReader((int)resource.Offset, resources.Length - (int)resource.Offset);
                File.WriteAllBytes(Path.Combine(folder, name[start.Length..]), content.ReadBytes(content.ReadInt32()));
            }
        }
    }
}
