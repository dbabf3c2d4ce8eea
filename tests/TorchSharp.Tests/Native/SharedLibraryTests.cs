using ContextMemory.MLNet.Torch.Native;
using ContextMemory.MLNet.TorchTests.Support;

namespace ContextMemory.MLNet.TorchTests.Native;

public sealed class SharedLibraryTests
{
    private static readonly (string, string[])[] Needs = [("libc.so.6", ["GLIBC_2.34"]), ("libstdc++.so.6", ["GLIBCXX_3.4.30", "GLIBCXX_3.4.32"])];

    [Fact]
    public void Needs_are_those_of_every_library()
    {
        SharedLibrary library = Parse(LibraryFile.Write(Needs));

        Assert.Equal(
            [("libc.so.6", "GLIBC_2.34"), ("libstdc++.so.6", "GLIBCXX_3.4.30"), ("libstdc++.so.6", "GLIBCXX_3.4.32")],
            library.Needs.Select(need => (need.Library, need.Version)));
        Assert.All(library.Needs, need => Assert.False(need.IsWeak));
        Assert.Empty(library.Offers);
    }

    [Fact]
    public void Offers_are_in_the_order_of_the_file() =>
        Assert.Equal(["own", "GLIBCXX_3.4", "GLIBCXX_3.4.1"], Parse(LibraryFile.Write([], "own", "GLIBCXX_3.4", "GLIBCXX_3.4.1")).Offers);

    [Fact]
    public void A_need_that_becomes_weak_changes_one_byte()
    {
        byte[] file = LibraryFile.Write(Needs);
        SharedLibrary library = Parse(file);

        byte[] copy = library.WithWeakNeeds([library.Needs[2]]);

        Assert.Equal([false, false, true], Parse(copy).Needs.Select(need => need.IsWeak));
        Assert.Single(file.Zip(copy), pair => pair.First != pair.Second);
    }

    [Fact]
    public void The_library_beside_the_tests_needs_what_TorchSharp_is_built_with()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        SharedLibrary library = SharedLibrary.Read(Path.Combine(AppContext.BaseDirectory, "runtimes/linux-x64/native/libLibTorchSharp.so"));

        Assert.Contains(library.Needs, need => need is { Library: "libstdc++.so.6", Version: "GLIBCXX_3.4.32" });
        Assert.Contains(library.Needs, need => need.Library == "libc.so.6");
    }

    [Fact]
    public void The_installed_Cpp_library_offers_its_versions()
    {
        string? path = CppLibrary.FindPath();
        Assert.Equal(OperatingSystem.IsLinux(), path is not null);
        if (path is not null)
        {
            Assert.Contains("GLIBCXX_3.4", SharedLibrary.Read(path).Offers);
        }
    }

    [Theory]
    [InlineData(0, 'M', "it is no ELF file")]
    [InlineData(4, 1, "it is not a 64-bit one")]
    [InlineData(5, 2, "it is not little-endian")]
    [InlineData(16, 2, "it is of another type of ELF file")]
    [InlineData(54, 32, "its segments are described in 32 bytes each, not in 56")]
    [InlineData(56, 1, "it has no dynamic segment")]
    public void A_file_of_another_format_is_refused(int place, int value, string reason)
    {
        byte[] file = LibraryFile.Write(Needs);
        file[place] = (byte)value;

        Assert.Equal($"'some.so' cannot be read as a shared library: {reason}.", Assert.Throws<InvalidDataException>(() => Parse(file)).Message);
    }

    [Fact]
    public void An_offset_outside_of_the_file_is_named()
    {
        byte[] file = LibraryFile.Write(Needs);
        BitConverter.TryWriteBytes(file.AsSpan(32), ulong.MaxValue - 1);

        string message = Assert.Throws<InvalidDataException>(() => Parse(file)).Message;

        Assert.Contains($"it refers to the bytes 18446744073709551614 to 18446744073709551618, and has {file.Length}", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_was_cut_off_is_refused()
    {
        byte[] file = LibraryFile.Write(Needs);

        for (int length = 0; length < file.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => Parse(file[..length]));
        }
    }

    [Fact]
    public void A_damaged_file_is_read_or_refused()
    {
        byte[] file = LibraryFile.Write(Needs, "GLIBCXX_3.4");
        var random = new Random(1);

        for (int i = 0; i < 20_000; i++)
        {
            byte[] damaged = [.. file];
            for (int j = random.Next(1, 4); j > 0; j--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            Exception? fault = Record.Exception(() => Parse(damaged));
            Assert.True(fault is null or InvalidDataException, fault?.ToString());
        }
    }

    private static SharedLibrary Parse(byte[] file) => new("some.so", file);
}
