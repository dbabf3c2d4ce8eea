namespace Transforms.Tests.Support;

/// <summary>Pages of the documentation, whose examples are compiled in files of tests.</summary>
internal static class DocumentationPage
{
    /// <summary>The first example in C# of a page is the end of a compiled file.</summary>
    /// <param name="page">The page, from the root of the repository.</param>
    /// <param name="file">The file, from there too.</param>
    public static void AssertShows(string page, string file) =>
        Assert.EndsWith(Read(page).Split("```csharp\n")[1].Split("```")[0], Read(file), StringComparison.Ordinal);

    private static string Read(string path)
    {
        string? folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder!, "ContextMemory.MLNet.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return File.ReadAllText(Path.Combine(folder!, path));
    }
}
