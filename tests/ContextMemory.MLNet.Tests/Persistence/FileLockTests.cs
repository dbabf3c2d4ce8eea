using System.Text.RegularExpressions;
using ContextMemory.MLNet.Persistence;

namespace ContextMemory.MLNet.Tests.Persistence;

public sealed class FileLockTests : IDisposable
{
    // As a process on another machine, or one that is no more, has written it.
    private const string Left = "process 12 on machine 'gone' since 2026-01-02 03:04:05 UTC\nlock of ContextMemory.MLNet, 00112233445566778899aabbccddeeff\n";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("file-lock-tests-");

    private string File => Path.Combine(_folder.FullName, "a");

    private string Lock => File + ".lock";

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_second_owner_is_refused_and_told_of_the_first()
    {
        using FileLock first = FileLock.Take(File, "checkpoint");

        var fault = Assert.Throws<IOException>(() => FileLock.Take(File, "checkpoint"));

        string pattern =
            $@"^The checkpoint '{Regex.Escape(File)}' is in use by process {Environment.ProcessId} on machine '{Regex.Escape(Environment.MachineName)}' " +
            @"since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\. Wait until that is done, or name another file\.$";
        Assert.Matches(pattern, fault.Message);
    }

    [Fact]
    public void It_is_free_again_when_it_is_let_go_of()
    {
        FileLock.Take(File, "checkpoint").Dispose();
        Assert.Empty(_folder.GetFiles());

        FileLock.Take(File, "checkpoint").Dispose();
        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public void What_a_dead_owner_left_is_taken_over()
    {
        System.IO.File.WriteAllText(Lock, Left);

        using FileLock own = FileLock.Take(File, "checkpoint");

        Assert.StartsWith($"process {Environment.ProcessId} on machine '{Environment.MachineName}' since ", System.IO.File.ReadAllText(Lock));
    }

    [Fact]
    public void A_file_of_another_purpose_is_left_as_it_is()
    {
        System.IO.File.WriteAllText(Lock, "my thesis, only copy");

        var fault = Assert.Throws<InvalidDataException>(() => FileLock.Take(File, "checkpoint"));

        Assert.StartsWith($"'{Lock}' is not a lock of ContextMemory.MLNet. It was left as it is;", fault.Message);
        Assert.Equal("my thesis, only copy", System.IO.File.ReadAllText(Lock));
    }

    [Fact]
    public void A_link_in_its_place_is_not_followed()
    {
        string other = Path.Combine(_folder.FullName, "other");
        System.IO.File.CreateSymbolicLink(Lock, other);

        var fault = Assert.Throws<InvalidDataException>(() => FileLock.Take(File, "checkpoint"));

        Assert.Equal($"'{Lock}' is a link to '{other}', which is not followed. Delete the link.", fault.Message);
        Assert.False(System.IO.File.Exists(other));
    }

    [Fact]
    public void Two_names_of_one_file_have_one_lock()
    {
        string link = Path.Combine(_folder.FullName, "link");
        System.IO.File.CreateSymbolicLink(link, File);
        using FileLock first = FileLock.Take(link, "checkpoint");

        Assert.Throws<IOException>(() => FileLock.Take(File, "checkpoint"));
    }

    [Fact]
    public void A_missing_folder_is_named()
    {
        string path = Path.Combine(_folder.FullName, "no", "a");

        var fault = Assert.Throws<IOException>(() => FileLock.Take(path, "checkpoint"));

        Assert.Equal($"Cannot write '{path}': there is no folder '{Path.Combine(_folder.FullName, "no")}'.", fault.Message);
    }

    [Fact]
    public async Task Of_many_at_once_one_owns_it()
    {
        int owners = 0;
        int most = 0;
        int turns = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < 10; i++)
            {
                try
                {
                    using FileLock own = FileLock.Take(File, "checkpoint");
                    InterlockedMax(ref most, Interlocked.Increment(ref owners));
                    Interlocked.Increment(ref turns);
                    Thread.Yield();
                    Interlocked.Decrement(ref owners);
                }
                catch (IOException)
                {
                    // Refused: another one has it.
                }
            }
        })));

        Assert.Equal(1, most);
        Assert.True(turns > 0);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (int known = most; value > known; known = most)
        {
            Interlocked.CompareExchange(ref most, value, known);
        }
    }
}
