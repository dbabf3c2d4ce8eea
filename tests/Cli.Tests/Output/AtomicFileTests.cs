using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Cli.Output;
using ContextMemory.MLNet.Cli.Tests.Support;

namespace ContextMemory.MLNet.Cli.Tests.Output;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_written_or_replaced()
    {
        Write("a", "one");
        Write("a", "two");

        Assert.Equal("two", File.ReadAllText(_folder["a"]));
        Assert.Equal([_folder["a"]], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_failing_write_leaves_the_file_that_was_there()
    {
        Write("a", "one");

        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(_folder["a"], stream =>
        {
            stream.Write("tw"u8);
            throw new InvalidOperationException();
        }));

        Assert.Equal("one", File.ReadAllText(_folder["a"]));
        Assert.Equal([_folder["a"]], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Checking_leaves_nothing_behind()
    {
        AtomicFile.CheckWritable(_folder["a"]);

        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void What_cannot_be_written_is_named()
    {
        string missing = Path.Combine(_folder["no"], "a");

        Assert.Equal($"Cannot write '{_folder.Path}': it is a folder. Give the name of a file.", Failure(_folder.Path));
        Assert.Equal($"Cannot write '{missing}': there is no folder '{_folder["no"]}'.", Failure(missing));
    }

    [Fact]
    public void A_link_is_kept_and_what_it_points_to_replaced()
    {
        Write("a", "one");
        File.CreateSymbolicLink(_folder["link"], "a");

        Write("link", "two");

        Assert.Equal("two", File.ReadAllText(_folder["a"]));
        Assert.Equal("a", new FileInfo(_folder["link"]).LinkTarget);
    }

    private void Write(string name, string text) => AtomicFile.Write(_folder[name], stream =>
    {
        using var writer = new StreamWriter(stream, leaveOpen: true);
        writer.Write(text);
    });

    private static string Failure(string path) => Assert.Throws<FailureException>(() => AtomicFile.CheckWritable(path)).Message;
}
