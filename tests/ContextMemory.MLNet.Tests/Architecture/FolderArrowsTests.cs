using Xunit.Abstractions;

namespace ContextMemory.MLNet.Tests.Architecture;

public sealed class FolderArrowsTests(ITestOutputHelper output)
{
    // From the lowest to the highest: a folder may use those before it, and no other.
    private static readonly string[] Order =
    [
        "Options", "Numerics", "Parameters", "Text", "Layers", "Networks", "Engines", "Persistence", "Evaluation", "Training", "Corpus", "Tasks",
    ];

    [Fact]
    [Trait("Category", "Slow")]
    public void Folders_of_the_core_use_only_those_below_them()
    {
        var arrows = new FolderArrows(Path.Combine(RepositoryRoot(), "src", "ContextMemory.MLNet"));
        output.WriteLine(arrows.Matrix(Order));
        Assert.Empty(arrows.Unknown);
        Assert.InRange(arrows.Sources, 200, 2_000);
        Assert.Equal(Order.Order(StringComparer.Ordinal), arrows.Folders);
        Assert.Empty(arrows.Forbidden(Order));
    }

    [Fact]
    public void A_use_of_a_higher_folder_is_found()
    {
        string root = Directory.CreateTempSubdirectory().FullName;
        Write("Low/Thing.cs", "namespace A; class Thing { public High Other() => new(); }");
        Write("High/High.cs", "namespace A; class High { public int Length(Thing thing) { var other = thing.Other(); return other.GetHashCode(); } }");
        var arrows = new FolderArrows(root);
        Assert.Equal(["High", "Low"], arrows.Folders);
        Assert.Equal(["Low -> High: " + Path.Combine("Low", "Thing.cs") + " uses High"], arrows.Forbidden(["Low", "High"]));
        Directory.Delete(root, recursive: true);

        void Write(string path, string text)
        {
            Directory.CreateDirectory(Path.Combine(root, Path.GetDirectoryName(path)!));
            File.WriteAllText(Path.Combine(root, path), text);
        }
    }

    private static string RepositoryRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "ContextMemory.MLNet.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new DirectoryNotFoundException($"No folder above '{AppContext.BaseDirectory}' has ContextMemory.MLNet.sln.");
    }
}
