using System.Diagnostics;
using ContextMemory.MLNet.Cli.Tests.Support;

namespace ContextMemory.MLNet.Cli.Tests.Commands;

/// <summary>What only a process of its own can show.</summary>
public sealed class ProcessTests(TrainedModel trained) : IClassFixture<TrainedModel>, IDisposable
{
    // Takes any amount of data and has no room for it. Only Linux has it.
    private const string FullDevice = "/dev/full";

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Category", "Slow")]
    public void Training_and_predicting_in_fresh_processes_give_what_this_one_gives()
    {
        string texts = _folder.Write("texts.txt", SmallData.Texts(30));
        using Process training = Start(
            "train", "classify", "--data", trained.Folder["train.tsv"], "--config", trained.Folder["config.json"],
            "--model", _folder["m.zip"]);
        training.StandardOutput.ReadToEnd();
        training.WaitForExit();
        using Process predicting = Start("predict", "--model", _folder["m.zip"], "--input", texts);
        string predictions = predicting.StandardOutput.ReadToEnd();
        predicting.WaitForExit();

        Assert.Equal(0, training.ExitCode);
        Assert.Equal(0, predicting.ExitCode);
        Assert.Equal(File.ReadAllBytes(trained.Path), File.ReadAllBytes(_folder["m.zip"]));
        Assert.Equal(Run.Succeeds("predict", "--model", trained.Path, "--input", texts).Output, predictions);
    }

    [Fact]
    public void Who_has_had_enough_ends_it_quietly()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using Process process = Start("predict", "--model", trained.Path);
        process.StandardInput.WriteLine("they bark");
        process.StandardInput.Flush();
        Assert.NotNull(process.StandardOutput.ReadLine());
        process.StandardOutput.Close();

        // Input that never ends.
        while (!process.HasExited)
        {
            try
            {
                process.StandardInput.WriteLine("they bark");
                process.StandardInput.Flush();
            }
            catch (IOException)
            {
                break;
            }
        }

        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(30)));
        Assert.Equal(0, process.ExitCode);
        Assert.Equal("", process.StandardError.ReadToEnd());
    }

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData("classify", "train.tsv", "cat\tmeow\ndog\tbark\ncat\tpurr\ndog\tfetch\n")]
    [InlineData("labels", "train.jsonl", "{\"text\":\"meow\",\"labels\":[\"cat\"]}\n{\"text\":\"bark\",\"labels\":[\"dog\"]}\n")]
    [InlineData("tag", "train.conll", "Ana\tB-PER\nsang\tO\n\nRome\tB-LOC\n")]
    [InlineData("summarize", "train.jsonl", "{\"text\":\"A storm came. It rained.\",\"summary\":\"A storm came.\"}\n")]
    public void A_training_that_cannot_write_its_measures_still_says_how_it_went(string task, string name, string rows)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        (int exitCode, string output, string error) = Finish(
            "train", task, "--data", _folder.Write(name, rows), "--model", _folder["m.zip"], "--epochs", "1", "--threads", "1",
            "--config", _folder.Write("c.json", """{ "encoder": { "embeddingSize": 8, "hiddenSize": 8 } }"""), "--metrics", FullDevice);

        Assert.Equal(1, exitCode);
        Assert.Contains("Learned ", output, StringComparison.Ordinal);
        Assert.EndsWith($"Model: {_folder["m.zip"]}\n", output, StringComparison.Ordinal);
        Assert.Contains("epoch 1/1: loss ", error, StringComparison.Ordinal);
        Assert.EndsWith("cmem: Cannot write '/dev/full': No space left on device : '/dev/full'\n", error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_evaluation_that_cannot_write_its_measures_still_shows_them()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        (int exitCode, string output, string error) = Finish(
            "evaluate", "--model", trained.Path, "--data", _folder.Write("test.tsv", "cat\tmeow and purr\n"), "--metrics", FullDevice);

        Assert.Equal(1, exitCode);
        Assert.Contains("1 rows. The baseline always says 'cat', their most frequent label.\n", output, StringComparison.Ordinal);
        Assert.Equal("cmem: Cannot write '/dev/full': No space left on device : '/dev/full'\n", error);
    }

    [Fact]
    public void A_measured_method_that_cannot_write_its_measures_still_shows_them()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        string data = _folder.Write("a.jsonl", "{\"text\":\"A storm came. It rained.\",\"summary\":\"A storm came.\"}\n");

        (int exitCode, string output, string error) = Finish("summarize", "--data", data, "--sentences", "1", "--method", "lead", "--metrics", FullDevice);

        Assert.Equal(1, exitCode);
        Assert.Matches(@"summaries +100\.00 ", output);
        Assert.Equal("cmem: Cannot write '/dev/full': No space left on device : '/dev/full'\n", error);
    }

    [Fact]
    public void A_check_shows_the_faults_that_it_ends_with()
    {
        string data = _folder.Write("b.jsonl", """{"text":"Paris now","entities":[{"start":0,"end":99,"type":"LOC"}]}""" + "\n");

        (int exitCode, string output, string error) = Finish("check", "--data", data);

        Assert.Equal(1, exitCode);
        Assert.StartsWith(
            $"{data}:1: entities: the entity at 0 of length 99 is not in the text; " +
            "expected a start from 0 and a length from 1 within the text's 9 UTF-16 units.\n",
            output,
            StringComparison.Ordinal);
        Assert.Contains("\n1 rows, 2 tokens.\n", output, StringComparison.Ordinal);
        Assert.Contains("\n1 faults, ", output, StringComparison.Ordinal);
        Assert.Equal($"cmem: '{data}' cannot be learned from as it is: mend its faults first.\n", error);
    }

    [Fact]
    public void Predictions_before_a_faulty_row_are_written()
    {
        string data = _folder.Write("a.tsv", "\tthey bark and fetch\n\tthey meow\nno tab\n");

        (int exitCode, string output, string error) = Finish("predict", "--model", trained.Path, "--input", data, "--format", "tsv");

        Assert.Equal(1, exitCode);
        Assert.Equal(["dog", "cat"], output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')[0]));
        Assert.Equal($"cmem: {data}:3: there is no tab: expected label<TAB>text, found 'no tab'.\n", error);
    }

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData("train classify --data NONE --model m.zip")]
    [InlineData("train labels --data NONE --model m.zip")]
    [InlineData("train tag --data NONE --model m.zip")]
    [InlineData("train summarize --data NONE --model m.zip")]
    [InlineData("check --data NONE")]
    [InlineData("evaluate --model NONE --data a.tsv")]
    [InlineData("predict --model NONE")]
    [InlineData("info --model NONE")]
    [InlineData("summarize --input NONE")]
    public void Every_command_says_why_it_cannot_do_what_it_is_asked_for(string arguments)
    {
        string none = _folder["none.jsonl"];

        (int exitCode, string output, string error) = Finish(arguments.Replace("NONE", none, StringComparison.Ordinal).Split(' '));

        Assert.Equal((1, "", $"cmem: Cannot read '{none}': there is no such file.\n"), (exitCode, output, error));
    }

    [Theory]
    [InlineData("< IN --output IN")]
    [InlineData("--input IN >> IN")]
    public void A_file_that_a_shell_redirects_is_not_written_over(string redirection)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string input = _folder.Write("a.txt", "they bark and fetch\n");
        string command = $"dotnet '{Path.Combine(AppContext.BaseDirectory, "cmem.dll")}' predict --model '{trained.Path}' {redirection}";
        using Process process = Process.Start(
            new ProcessStartInfo("sh", ["-c", command.Replace("IN", $"'{input}'", StringComparison.Ordinal)]) { RedirectStandardError = true })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();

        Assert.Equal(1, process.ExitCode);
        Assert.StartsWith("cmem: --output would overwrite '", error, StringComparison.Ordinal);
        Assert.Equal("they bark and fetch\n", File.ReadAllText(input));
    }

    [Fact]
    public void A_kernel_that_there_is_not_is_a_fault_of_the_environment()
    {
        using Process process = Start(
            new Dictionary<string, string> { ["CONTEXTMEMORY_KERNEL"] = "abacus" },
            "train", "classify", "--data", trained.Folder["train.tsv"], "--model", _folder["m.zip"]);
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();

        Assert.Equal(1, process.ExitCode);
        Assert.StartsWith(
            "cmem: The environment variable CONTEXTMEMORY_KERNEL asks for the kernel 'abacus', which this machine does not have. Set it to one of: ",
            error,
            StringComparison.Ordinal);
    }

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void A_signal_ends_training_and_saves_the_best_model_so_far(string signal)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using Process process = Start(
            "train", "classify", "--data", trained.Folder["train.tsv"], "--model", _folder["m.zip"], "--checkpoint", _folder["m.checkpoint"],
            "--epochs", "10000", "--config", _folder.Write("c.json", SmallData.Config.Replace("\"epochs\": 3", "\"patience\": 10000", StringComparison.Ordinal)));
        while (process.StandardError.ReadLine() is { } line && !line.StartsWith("epoch 2/", StringComparison.Ordinal))
        {
        }

        Process.Start("kill", [$"-{signal}", $"{process.Id}"]).WaitForExit();
        string messages = process.StandardError.ReadToEnd();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        Assert.Equal(0, process.ExitCode);
        Assert.Contains("Stopped after ", messages, StringComparison.Ordinal);
        Assert.Contains($"The same command goes on from '{_folder["m.checkpoint"]}'.", messages, StringComparison.Ordinal);
        Assert.Contains("Learned ", output, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder["m.checkpoint"]));
        Run.Succeeds("info", "--model", _folder["m.zip"]);
    }

    private static (int ExitCode, string Output, string Error) Finish(params string[] arguments)
    {
        using Process process = Start(arguments);
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    private static Process Start(params string[] arguments) => Start(new Dictionary<string, string>(), arguments);

    private static Process Start(Dictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "cmem.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
