namespace Transforms.Tests.Saving;

/// <summary>Files that are never written anew.</summary>
internal static class Frozen
{
    public static byte[] Read(string name)
    {
        using Stream stream = typeof(Frozen).Assembly.GetManifestResourceStream($"Frozen/{name}")!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
