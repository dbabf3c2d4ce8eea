using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using ContextMemory.MLNet.Numerics;
using Microsoft.ML.OnnxRuntime;
using TorchSharp;

namespace ContextMemory.MLNet.Benchmarks.Peers;

/// <summary>Ours and the peers in turn, each in a process of its own, as a table in Markdown.</summary>
internal sealed class CompareCommand : RootCommand
{
    private static readonly string[] KernelVariables = ["CONTEXTMEMORY_KERNEL", "ATEN_CPU_CAPABILITY", "ONEDNN_MAX_CPU_ISA"];

    // The peers' memory stays with the process, in huge pages: with the usual settings of the C library training loses up to a third.
    private static readonly Dictionary<string, string> PeerEnvironment = new()
    {
        ["GLIBC_TUNABLES"] = "glibc.malloc.hugetlb=1:glibc.malloc.mmap_max=0:glibc.malloc.trim_threshold=68719476736",
    };

    private readonly Option<string[]> _works = new("--works")
    {
        Description = $"What is measured (default: all): names, or parts of names, such as {ComparedWork.All[0].Name}, train or attention.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [""],
    };

    private readonly Option<int> _threads = new("--threads") { Description = "Threads to work with.", DefaultValueFactory = _ => 1 };
    private readonly Option<int> _rounds = new("--rounds") { Description = "Rounds in turn; the median is compared.", DefaultValueFactory = _ => 5 };
    private readonly Option<double> _seconds = new("--seconds") { Description = "Of each measurement, after a second of warming up.", DefaultValueFactory = _ => 3 };

    public CompareCommand()
        : base("Thousand tokens a second, ours, libtorch's and ONNX Runtime's in turn, as a table.")
    {
        Option[] options = [_works, _threads, _rounds, _seconds];
        foreach (Option option in options)
        {
            Options.Add(option);
        }

        SetAction(Run);
    }

    private int Run(ParseResult arguments)
    {
        string[] wanted = arguments.GetRequiredValue(_works);
        ComparedWork[] works = [.. ComparedWork.All.Where(work => wanted.Any(part => work.Name.Contains(part, StringComparison.OrdinalIgnoreCase)))];
        if (works.Length == 0)
        {
            arguments.InvocationConfiguration.Error.WriteLine(
                $"No work is named like '{string.Join(' ', wanted)}': use parts of {string.Join(", ", ComparedWork.All.Select(work => work.Name))}.");
            return 1;
        }

        TextWriter output = arguments.InvocationConfiguration.Output;
        output.WriteLine(Machine(arguments.GetValue(_threads)));
        output.WriteLine();
        output.WriteLine(
            $"| work | ours | TorchSharp {typeof(torch).Assembly.GetName().Version!.ToString(3)} | ONNX Runtime {OrtEnv.Instance().GetVersionString()} | " +
            "ours / better peer | all rounds: ours | TorchSharp | ONNX Runtime |");
        output.WriteLine("|---|---:|---:|---:|---:|---|---|---|");
        foreach (ComparedWork work in works)
        {
            output.WriteLine(Line(arguments, work));
            output.Flush();
        }

        return 0;
    }

    private string Line(ParseResult arguments, ComparedWork work)
    {
        string[] common =
        [
            .. work.Arguments, "--threads", $"{arguments.GetValue(_threads)}",
            "--seconds", arguments.GetValue(_seconds).ToString(CultureInfo.InvariantCulture),
        ];
        var ours = new List<double>();
        var torchSharp = new List<double>();
        var onnxRuntime = new List<double>();
        for (int round = 0; round < arguments.GetValue(_rounds); round++)
        {
            AddRate(ours, OwnProcess.Run(["speed", .. common], _ => ""));
            AddRate(torchSharp, OwnProcess.Run(["peer", "--peer", nameof(PeerKind.TorchSharp), .. common], _ => "", PeerEnvironment));
            if (work.Mode == "infer")
            {
                AddRate(onnxRuntime, OwnProcess.Run(["peer", "--peer", nameof(PeerKind.OnnxRuntime), .. common], _ => "", PeerEnvironment));
            }
        }

        double? better = new[] { torchSharp.Median(), onnxRuntime.Median() }.Max();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {work.Name} | {ours.Median():F1} | {torchSharp.Median():F1} | {onnxRuntime.Median():F1} | {ours.Median() / better:F2} | {ours.Show("F1")} | {torchSharp.Show("F1")} | {onnxRuntime.Show("F1")} |");
    }

    /// <summary>Adds thousand tokens a second. A process that fails says on its own why, and adds nothing.</summary>
    private static void AddRate(List<double> rates, string json)
    {
        if (json.Length > 0)
        {
            using var result = JsonDocument.Parse(json);
            rates.Add(result.RootElement.GetProperty("tokens_per_second").GetDouble() / 1_000);
        }
    }

    /// <summary>What the figures depend on beside the code.</summary>
    private static string Machine(int threads)
    {
        const string CpuInfo = "/proc/cpuinfo";
        string? processor = File.Exists(CpuInfo)
            ? File.ReadLines(CpuInfo).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
            : null;
        string variables = string.Concat(KernelVariables
            .Select(name => (Name: name, Value: Environment.GetEnvironmentVariable(name)))
            .Where(variable => variable.Value is not null)
            .Select(variable => $", {variable.Name}={variable.Value}"));
        return $"{processor ?? $"{RuntimeInformation.ProcessArchitecture}"}, {Environment.ProcessorCount} cores; {threads} {(threads == 1 ? "thread" : "threads")}; " +
            $"our kernel {Kernels.Current.Description}{variables}; thousand tokens a second";
    }
}
