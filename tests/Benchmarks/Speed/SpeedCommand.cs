using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Benchmarks.Speed;

/// <summary>Measures the speed of an encoder on random tokens: the median over steps, as one JSON object.</summary>
internal sealed class SpeedCommand : RootCommand
{
    private readonly WorkloadArguments _workload = new();
    private readonly Option<EngineKind> _engine = new("--engine") { Description = "What computes." };
    private readonly Option<string?> _device = new("--device") { Description = "Where libtorch computes: cpu, cuda:N or mps (default: cpu)." };
    private readonly Option<ModelPrecision> _precision = new("--precision") { Description = "What weights are rounded to, in scoring." };

    public SpeedCommand()
        : base("Measures the speed of an encoder on random tokens: the median over steps, as one JSON object.")
    {
        Option[] options = [.. _workload.Options, _engine, _device, _precision];
        foreach (Option option in options)
        {
            Options.Add(option);
        }

        SetAction(Run);
    }

    private void Run(ParseResult arguments)
    {
        WorkloadOptions options = _workload.Read(arguments) with
        {
            Precision = arguments.GetValue(_precision),
            Engine = arguments.GetValue(_engine) == EngineKind.TorchSharp
                ? new TorchSharpEngine { Device = arguments.GetValue(_device) }
                : TrainingEngine.Managed,
        };
        using var workload = new Workload(options);
        using var process = Process.GetCurrentProcess();
        var measurement = Measurement.Of(workload.Step, _workload.Duration(arguments));
        arguments.InvocationConfiguration.Output.WriteLine(JsonSerializer.Serialize(new
        {
            encoder = options.Encoder.Kind.ToString().ToLowerInvariant(),
            mode = options.IsTraining ? "train" : "infer",
            batch = options.BatchSize,
            length = Math.Round(options.Lengths.Average(), 1),
            threads = options.Threads,
            engine = options.Engine.Name,
            precision = options.Precision.ToString().ToLowerInvariant(),
            kernel = Kernels.Current.Name,
            parameters = workload.ParameterCount,
            tokens_per_second = Math.Round(measurement.TokensPerSecond),
            steps = measurement.Steps,
            allocated_bytes_per_step = Math.Round(measurement.AllocatedBytesPerStep),
            peak_memory_mb = Math.Round(process.PeakWorkingSet64 / (1024.0 * 1024.0), 1),
        }));
    }

    private enum EngineKind
    {
        Managed,
        TorchSharp,
    }
}
