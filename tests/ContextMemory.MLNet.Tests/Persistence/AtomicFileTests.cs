using ContextMemory.MLNet.Persistence;

namespace ContextMemory.MLNet.Tests.Persistence;

public sealed class AtomicFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("atomic-file-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_file_is_written_or_replaced()
    {
        Write("a", "one");
        Write("a", "two");

        Assert.Equal("two", File.ReadAllText(InFolder("a")));
        Assert.Equal(["a"], Names());
    }

    [Fact]
    public void A_failing_write_leaves_the_file_that_was_there()
    {
        Write("a", "one");

        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(InFolder("a"), stream =>
        {
            stream.Write("tw"u8);
            throw new InvalidOperationException();
        }));

        Assert.Equal("one", File.ReadAllText(InFolder("a")));
        Assert.Equal(["a"], Names());
    }

    [Fact]
    public void A_write_for_which_there_is_no_room_names_the_file()
    {
        var fault = Assert.Throws<IOException>(() => AtomicFile.Write(InFolder("a"), _ => throw new IOException("No space left on device")));

        Assert.Equal($"Cannot write '{InFolder("a")}': No space left on device", fault.Message);
        Assert.Empty(Names());
    }

    [Fact]
    public void Checking_leaves_nothing_behind()
    {
        AtomicFile.CheckWritable(InFolder("a"));

        Assert.Empty(Names());
    }

    [Fact]
    public void What_cannot_be_written_is_named()
    {
        string missing = Path.Combine(InFolder("no"), "a");

        Assert.Equal($"Cannot write '{_folder.FullName}': it is a folder. Give the name of a file.", Fault(_folder.FullName));
        Assert.Equal($"Cannot write '{missing}': there is no folder '{InFolder("no")}'.", Fault(missing));
    }

    [Fact]
    public void A_link_is_kept_and_what_it_points_to_replaced()
    {
        Write("a", "one");
        File.CreateSymbolicLink(InFolder("link"), "a");

        Write("link", "two");

        Assert.Equal("two", File.ReadAllText(InFolder("a")));
        Assert.Equal("a", new FileInfo(InFolder("link")).LinkTarget);
    }

    [Fact]
    public void Who_may_read_it_stays()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Write("a", "one");
        File.SetUnixFileMode(InFolder("a"), UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Write("a", "two");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(InFolder("a")));
    }

    [Theory]
    [InlineData(50, 'a')]
    [InlineData(255, 'a')]
    [InlineData(85, '日')]
    public void A_name_may_be_as_long_as_names_may_be(int length, char letter)
    {
        string name = new(letter, length);

        Write(name, "one");

        Assert.Equal([name], Names());
    }

    [Fact]
    public void Only_what_was_left_of_the_same_file_is_deleted()
    {
        string id = Guid.NewGuid().ToString("N");
        string[] others = ["a", ".a.new", $".a.b.{id}.new", $".b.{id}.new", $".a.{id}", $".a.{id[..31]}x.new", $".a.{id}.new.txt"];
        Array.ForEach([.. others, $".a.{id}.new"], name => Write(name, "one"));

        AtomicFile.DeleteLeftovers(InFolder("a"));

        Assert.Equal(others.Order(StringComparer.Ordinal), Names());
    }

    private string InFolder(string name) => Path.Combine(_folder.FullName, name);

    private IEnumerable<string> Names() => _folder.GetFileSystemInfos().Select(entry => entry.Name).Order(StringComparer.Ordinal);

    private void Write(string name, string text) => AtomicFile.Write(InFolder(name), stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    private static string Fault(string path) => Assert.Throws<IOException>(() => AtomicFile.CheckWritable(path)).Message;
}
