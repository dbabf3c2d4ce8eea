using BenchmarkDotNet.Attributes;
using ContextMemory.MLNet.Benchmarks.Speed;
using ContextMemory.MLNet.Tests.Support;

namespace ContextMemory.MLNet.Benchmarks;

/// <summary>Training steps and scored batches of every encoder: embedding 20,000 x 128, one encoder, mean pooling, 4 classes.</summary>
public class EncoderBenchmarks
{
    private const int Batch = 32;

    private Workload? _training;
    private Workload? _scoring;

    [Params(EncoderKind.Lstm, EncoderKind.Gru, EncoderKind.Attention, EncoderKind.AttentionLstm, EncoderKind.GatedMemory, EncoderKind.KeyValueMemory)]
    public EncoderKind Encoder { get; set; }

    [Params(64, 256, 1024)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var options = new WorkloadOptions
        {
            Encoder = KindOptions.Of(Encoder, new
            {
                Layers = Encoder == EncoderKind.Attention ? 2 : 1,
                Bidirectional = Encoder != EncoderKind.Gru,
                Dropout = 0.0,
                SegmentLength = Length,
            }),
            IsTraining = true,
            Lengths = [Length],
            BatchSize = Batch,
        };
        _training = new Workload(options);
        _scoring = new Workload(options with { IsTraining = false });
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _training?.Dispose();
        _scoring?.Dispose();
    }

    [Benchmark]
    [Work("k tokens/s", 1e3, Batch, nameof(Length))]
    public void Train() => _training!.Step();

    [Benchmark]
    [Work("k tokens/s", 1e3, Batch, nameof(Length))]
    public void Score() => _scoring!.Step();
}
