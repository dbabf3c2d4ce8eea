using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using ContextMemory.MLNet.Benchmarks;
using ContextMemory.MLNet.Benchmarks.Baselines;
using ContextMemory.MLNet.Benchmarks.Hashes;
using ContextMemory.MLNet.Benchmarks.Load;
using ContextMemory.MLNet.Benchmarks.Memory;
using ContextMemory.MLNet.Benchmarks.MemoryCost;
using ContextMemory.MLNet.Benchmarks.MemoryTasks;
using ContextMemory.MLNet.Benchmarks.MemoryTasks.Libtorch;
using ContextMemory.MLNet.Benchmarks.Peers;
using ContextMemory.MLNet.Benchmarks.PretrainedSpeed;
using ContextMemory.MLNet.Benchmarks.Speed;

if (args is ["hashes", ..])
{
    return ModelHashes.Run(args[1..]);
}

if (args is ["memory", ..])
{
    return MemoryTable.Run(args[1..]);
}

if (args is ["memory-tasks", ..])
{
    return new MemoryTasksCommand().Parse(args[1..]).Invoke();
}

if (args is ["libtorch-memory-tasks", ..])
{
    return new LibtorchCommand().Parse(args[1..]).Invoke();
}

if (args is ["pretrained-speed", ..])
{
    return new PretrainedSpeedCommand().Parse(args[1..]).Invoke();
}

if (args is ["memory-cost", ..])
{
    return new MemoryCostCommand().Parse(args[1..]).Invoke();
}

if (args is ["baselines", ..])
{
    return LinearBaselines.Run(args[1..]);
}

if (args is ["load", ..])
{
    return await LoadTest.RunAsync(args[1..]);
}

if (args is ["speed", ..])
{
    return new SpeedCommand().Parse(args[1..]).Invoke();
}

if (args is ["peer", ..])
{
    return new PeerCommand().Parse(args[1..]).Invoke();
}

if (args is ["compare", ..])
{
    return new CompareCommand().Parse(args[1..]).Invoke();
}

// In this process: BenchmarkDotNet's own build of the projects would not know the build mode.
IConfig config = ManualConfig.CreateEmpty()
    .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddColumn(TargetMethodColumn.Method, StatisticColumn.Median, StatisticColumn.StdDev, new RateColumn())
    .AddColumnProvider(DefaultColumnProviders.Params, DefaultColumnProviders.Metrics)
    .AddExporter(MarkdownExporter.GitHub)
    .AddLogger(ConsoleLogger.Default)
    .WithArtifactsPath("artifacts/benchmarks");
BenchmarkSwitcher.FromAssembly(typeof(EncoderBenchmarks).Assembly).Run(args.Length > 0 ? args : ["--filter", "*"], config);
return 0;
