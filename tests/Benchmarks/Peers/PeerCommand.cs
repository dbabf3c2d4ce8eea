using System.CommandLine;
using System.Numerics.Tensors;
using System.Text.Json;
using ContextMemory.MLNet.Benchmarks.Speed;
using TorchSharp;

namespace ContextMemory.MLNet.Benchmarks.Peers;

/// <summary>
/// Measures a peer on the work of <see cref="SpeedCommand"/>, with the same options and keys. A way of the peer whose logits are not ours is refused; of
/// the others the fastest counts.
/// </summary>
internal sealed class PeerCommand : RootCommand
{
    // Far above what the order of additions does, far below what a wrong gate or a forgotten bias does.
    private const float LargestDifference = 1e-4f;

    private const int BatchesToCompare = 2;

    // The weights of attention between all tokens of a longer document do not fit into memory.
    private const int LongestOfPlainAttention = 4_096;

    private readonly Option<PeerKind> _peer = new("--peer") { Description = "What is measured." };
    private readonly WorkloadArguments _workload = new();

    public PeerCommand()
        : base("Measures a peer on the work of 'speed': the median over steps of its fastest way, as one JSON object.")
    {
        Options.Add(_peer);
        foreach (Option option in _workload.Options)
        {
            Options.Add(option);
        }

        SetAction(Run);
    }

    private int Run(ParseResult arguments)
    {
        (TextWriter output, TextWriter error) = (arguments.InvocationConfiguration.Output, arguments.InvocationConfiguration.Error);
        PeerKind peer = arguments.GetValue(_peer);
        WorkloadOptions options = _workload.Read(arguments);
        if (options.Lengths.Count > 1)
        {
            error.WriteLine("The peers read documents of one length: use --length in place of --lengths.");
            return 1;
        }

        if (options.Encoder is not (LstmOptions or GruOptions or AttentionOptions))
        {
            error.WriteLine($"The peers have no encoder {options.Encoder.Kind}: use Lstm, Gru or Attention.");
            return 1;
        }

        if (peer == PeerKind.TorchSharp)
        {
            // Before anything else of libtorch runs.
            torch.set_num_threads(options.Threads);
            torch.set_num_interop_threads(1);
        }

        // Ours on one thread: no other of this process is awake when the peer is measured.
        using var workload = new Workload(options with { IsTraining = false, Threads = 1 });
        workload.Stir();
        var found = new List<Result>();
        foreach ((string name, Func<PeerWay> create) in Ways(peer, options, workload))
        {
            using PeerWay way = create();
            float difference = Enumerable.Range(0, BatchesToCompare).Max(batch => Difference(workload.LogitsOf(batch), way.LogitsOf(batch)));
            if (difference <= LargestDifference)
            {
                found.Add(new Result(name, difference, Measure(way, options, _workload.Duration(arguments))));
            }
            else
            {
                error.WriteLine($"{peer}, {name}: refused, its logits are {difference:G2} from ours; {LargestDifference:G2} at most is wanted.");
            }
        }

        if (found.Count == 0)
        {
            error.WriteLine($"{peer} has no way to {(options.IsTraining ? "train" : "score")} this.");
            return 1;
        }

        Result best = found.MaxBy(result => result.Measurement.TokensPerSecond)!;
        output.WriteLine(JsonSerializer.Serialize(new
        {
            peer = peer.ToString().ToLowerInvariant(),
            way = best.Way,
            encoder = options.Encoder.Kind.ToString().ToLowerInvariant(),
            mode = options.IsTraining ? "train" : "infer",
            batch = options.BatchSize,
            length = options.Lengths[0],
            threads = options.Threads,
            logits_difference = best.Difference,
            tokens_per_second = Math.Round(best.Measurement.TokensPerSecond),
            ways = found.ToDictionary(result => result.Way, result => Math.Round(result.Measurement.TokensPerSecond)),
            steps = best.Measurement.Steps,
        }));
        return 0;
    }

    /// <summary>The largest difference of two logits; infinity where one is not a number.</summary>
    private static float Difference(float[] ours, float[] theirs)
    {
        TensorPrimitives.Subtract(ours, theirs, theirs);
        float largest = TensorPrimitives.MaxMagnitude<float>(theirs);
        return float.IsNaN(largest) ? float.PositiveInfinity : Math.Abs(largest);
    }

    private static Measurement Measure(PeerWay way, WorkloadOptions options, TimeSpan duration)
    {
        int tokens = options.BatchSize * options.Lengths[0];
        int next = 0;
        return Measurement.Of(Step, duration);

        int Step()
        {
            way.Step(next++ % Workload.BatchCount);
            return tokens;
        }
    }

    /// <summary>What a peer can do, each with its name.</summary>
    private static IEnumerable<(string Name, Func<PeerWay> Create)> Ways(PeerKind peer, WorkloadOptions options, Workload workload)
    {
        switch (peer)
        {
            case PeerKind.TorchSharp when options.IsTraining:
                yield return ("fused Adam", () => new TorchSharpTraining(options, workload, byRows: false));
                yield return ("fused Adam on rows that occur", () => new TorchSharpTraining(options, workload, byRows: true));
                break;
            case PeerKind.TorchSharp:
                yield return ("inference mode", () => new TorchSharpScoring(options, workload));
                if (options.Encoder is LstmOptions)
                {
                    yield return ("LSTM of training", () => new TorchSharpScoring(options, workload, keepsGraph: true));
                }

                break;
            case PeerKind.OnnxRuntime when !options.IsTraining:
                if (options.Encoder is not AttentionOptions || options.Lengths[0] <= LongestOfPlainAttention)
                {
                    yield return ("standard operators", () => new OnnxRuntimeScoring(options, workload));
                }

                if (options.Encoder is AttentionOptions)
                {
                    yield return ("MultiHeadAttention", () => new OnnxRuntimeScoring(options, workload, usesOwnAttention: true));
                }

                break;
        }
    }

    private sealed record Result(string Way, float Difference, Measurement Measurement);
}
