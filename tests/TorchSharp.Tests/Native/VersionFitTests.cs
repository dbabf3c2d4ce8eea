using ContextMemory.MLNet.Torch.Native;
using ContextMemory.MLNet.TorchTests.Support;

namespace ContextMemory.MLNet.TorchTests.Native;

public sealed class VersionFitTests
{
    [Fact]
    public void What_the_Cpp_library_does_not_have_is_missing()
    {
        VersionFit fit = Fit(["GLIBCXX_3.4.30", "GLIBCXX_3.4.32"], "GLIBCXX_3.4.29", "GLIBCXX_3.4.30");

        Assert.Equal("GLIBCXX_3.4.32", Assert.Single(fit.Missing).Version);
        Assert.True(fit.CanBeRepaired);
    }

    [Fact]
    public void A_repaired_library_misses_nothing()
    {
        SharedLibrary cppLibrary = Library([], "GLIBCXX_3.4.30");
        var fit = new VersionFit(Library(["GLIBCXX_3.4.30", "GLIBCXX_3.4.32"]), cppLibrary);

        Assert.Empty(new VersionFit(new SharedLibrary("repaired", fit.Repaired()), cppLibrary).Missing);
    }

    [Fact]
    public void A_library_is_not_repaired_where_it_calls_what_is_missing()
    {
        VersionFit fit = Fit(["GLIBCXX_3.4.30", "GLIBCXX_3.4.32"], "GLIBCXX_3.4.29");

        Assert.False(fit.CanBeRepaired);
        Assert.Equal(
            "The library calls functions of GLIBCXX_3.4.30, which the installed libstdc++.so.6 does not have.",
            Assert.Throws<InvalidOperationException>(fit.Repaired).Message);
    }

    private static VersionFit Fit(string[] needs, params string[] offers) => new(Library(needs), Library([], offers));

    private static SharedLibrary Library(string[] needs, params string[] offers) =>
        new("some.so", LibraryFile.Write([("libc.so.6", ["GLIBC_2.99"]), ("libstdc++.so.6", needs)], offers));
}
