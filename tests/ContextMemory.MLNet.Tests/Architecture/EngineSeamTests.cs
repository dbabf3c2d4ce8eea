namespace ContextMemory.MLNet.Tests.Architecture;

/// <summary>A second engine is another folder beside the managed one: nothing above or beside it has to change.</summary>
public sealed class EngineSeamTests
{
    private const string Managed = "MLNet.Engines.Managed";

    [Fact]
    public void Training_knows_no_engine() => Assert.Empty(SourcesThatName(Managed, "Training"));

    [Fact]
    public void What_all_engines_share_knows_the_managed_one_as_the_default_alone() =>
        Assert.Equal(["TrainingEngine.cs"], SourcesThatName("Managed", "Engines"));

    private static IEnumerable<string> SourcesThatName(string text, string folder)
    {
        string[] sources = Directory.GetFiles(Path.Combine(Repository(), "src", "ContextMemory.MLNet", folder), "*.cs");
        Assert.NotEmpty(sources);
        return sources.Where(source => File.ReadAllText(source).Contains(text, StringComparison.Ordinal)).Select(source => Path.GetFileName(source));
    }

    private static string Repository()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "ContextMemory.MLNet.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new DirectoryNotFoundException($"No folder above '{AppContext.BaseDirectory}' has ContextMemory.MLNet.sln.");
    }
}
