namespace Transforms.Tests.Support;

/// <summary>A folder that is gone when the test is over.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("transforms-tests-");

    public string Write(string name, byte[] content)
    {
        string path = this[name];
        File.WriteAllBytes(path, content);
        return path;
    }

    public string Write(string name, IEnumerable<string> lines)
    {
        string path = this[name];
        File.WriteAllLines(path, lines);
        return path;
    }

    public string this[string name] => Path.Combine(_folder.FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);
}
