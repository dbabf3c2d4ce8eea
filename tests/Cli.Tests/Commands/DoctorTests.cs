using ContextMemory.MLNet.Cli.Doctor;
using ContextMemory.MLNet.Cli.Tests.Support;
using ContextMemory.MLNet.Torch.Native;
using ContextMemory.MLNet.TorchTests.Support;

namespace ContextMemory.MLNet.Cli.Tests.Commands;

public sealed class DoctorTests : IDisposable
{
    private const string NewVersion = "GLIBCXX_3.4.32";

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_without_TorchSharp_misses_nothing()
    {
        Dictionary<string, string> lines = Lines(Run.Succeeds("doctor", "--folder", _folder.Path));

        Assert.Equal("5.0.1", lines["ML.NET"]);
        Assert.StartsWith(ComputeKernel.Name + " (of ", lines["kernel"], StringComparison.Ordinal);
        Assert.Equal(_folder.Path, lines["folder"]);
        Assert.Equal("not there; the managed engine needs none", lines["TorchSharp"]);
    }

    [Fact]
    public void The_folder_is_that_of_the_tool_unless_another_is_named() =>
        Assert.Equal(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory), Lines(Run.Succeeds("doctor"))["folder"]);

    [Fact]
    public void Without_libtorch_TorchSharp_does_not_load()
    {
        WriteAssembly();

        Run run = Run.Cmem("doctor", "--folder", _folder.Path);

        Assert.Equal(1, run.ExitCode);
        Dictionary<string, string> lines = Lines(run);
        Assert.Equal("missing", lines["TorchSharp"]);
        Assert.Equal("missing", lines["libtorch"]);
        Assert.Equal("no", lines["TorchSharp loads"]);
        Assert.StartsWith($"cmem: TorchSharp needs libtorch, and '{_folder.Path}' has no ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_load_is_named_with_its_reason()
    {
        WriteAssembly();
        string libtorch = _folder.Write(NativeFiles.NameOf(NativeFiles.Libtorch), "no library");

        Run run = Run.Cmem("doctor", "--folder", _folder.Path);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal($"{libtorch}, for the CPU", Lines(run)["libtorch"]);
        Assert.StartsWith($"cmem: '{libtorch}' cannot be loaded: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_library_is_repaired_where_it_must_be_and_once()
    {
        if (CppLibrary.FindPath() is not { } cppLibrary)
        {
            return;
        }

        byte[] original = LibraryFile.Write([(CppLibrary.Name, ["GLIBCXX_3.4", NewVersion])]);
        string path = _folder.Write(NativeFiles.NameOf(NativeFiles.TorchSharp), original);

        string[] first = Run.Succeeds("doctor", "--repair", _folder.Path).OutputLines;

        string nothing = $"Nothing to repair: {cppLibrary} has all that '{path}' needs.";
        if (SharedLibrary.Read(cppLibrary).Offers.Contains(NewVersion))
        {
            Assert.Equal(nothing, first[0]);
            Assert.Equal(original, File.ReadAllBytes(path));
        }
        else
        {
            Assert.Equal($"Repaired '{path}': it no longer asks for {NewVersion}. The original is '{path}.original'.", first[0]);
            Assert.Equal(original, File.ReadAllBytes(path + LibraryRepair.OriginalEnding));
            Assert.Equal([false, true], SharedLibrary.Read(path).Needs.Select(need => need.IsWeak));
            Assert.Equal(nothing, Run.Succeeds("doctor", "--repair", _folder.Path).OutputLines[0]);
            Assert.Equal(2, Directory.GetFiles(_folder.Path).Length);
        }
    }

    [Fact]
    public void What_a_link_points_to_is_not_repaired()
    {
        if (CppLibrary.FindPath() is null)
        {
            return;
        }

        byte[] original = LibraryFile.Write([(CppLibrary.Name, [NewVersion])]);
        string package = _folder.Write("package.so", original);
        string application = Directory.CreateDirectory(_folder["app"]).FullName;
        File.CreateSymbolicLink(Path.Combine(application, NativeFiles.NameOf(NativeFiles.TorchSharp)), package);

        Run.Succeeds("doctor", "--repair", application);

        Assert.Equal(original, File.ReadAllBytes(package));
    }

    [Fact]
    public void A_library_that_calls_what_is_missing_is_not_repaired()
    {
        if (CppLibrary.FindPath() is not { } cppLibrary)
        {
            return;
        }

        string path = _folder.Write(NativeFiles.NameOf(NativeFiles.TorchSharp), LibraryFile.Write([(CppLibrary.Name, ["GLIBCXX_3.4.99"])]));

        Assert.Equal(
            $"Cannot repair '{path}': it calls functions of GLIBCXX_3.4.99, which {cppLibrary} does not have. Use a newer system.",
            Run.Fails("doctor", "--repair", _folder.Path));
    }

    [Fact]
    public void Where_there_is_nothing_to_look_at_it_is_said()
    {
        Assert.Equal($"There is no folder '{_folder["no"]}'.", Run.Fails("doctor", "--folder", _folder["no"]));
        Assert.StartsWith($"'{_folder.Path}' has no {NativeFiles.NameOf(NativeFiles.TorchSharp)} ", Run.Fails("doctor", "--repair", _folder.Path), StringComparison.Ordinal);
        Assert.Equal(2, Run.Cmem("doctor", "--repair", _folder.Path, "--folder", _folder.Path).ExitCode);
    }

    // Any assembly does: none of its code runs.
    private void WriteAssembly() => File.Copy(typeof(DoctorTests).Assembly.Location, _folder["TorchSharp.dll"]);

    private static Dictionary<string, string> Lines(Run run) => run.OutputLines
        .Select(line => line.Split("  ", 2, StringSplitOptions.TrimEntries))
        .ToDictionary(parts => parts[0], parts => parts[^1]);
}
