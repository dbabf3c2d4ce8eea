using System.CommandLine;
using System.Globalization;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks;
using ContextMemory.MLNet.Tasks.Encoding;
using ContextMemory.MLNet.Tests.Support;

namespace ContextMemory.MLNet.Benchmarks.PretrainedSpeed;

/// <summary>Thousand tokens a second of a pretrained transformer, ours and ONNX Runtime's in turn on the same tokens, as a table.</summary>
internal sealed class PretrainedSpeedCommand : RootCommand
{
    private const int VocabularySize = 30_000;

    private readonly Option<int> _threads = new("--threads") { Description = "Threads to work with.", DefaultValueFactory = _ => 1 };
    private readonly Option<int> _rounds = new("--rounds") { Description = "Rounds in turn; the median is given.", DefaultValueFactory = _ => 5 };
    private readonly Option<double> _seconds = new("--seconds") { Description = "Of each measurement.", DefaultValueFactory = _ => 3 };

    public PretrainedSpeedCommand()
        : base("Thousand tokens a second of all-MiniLM-L6-v2, ours and ONNX Runtime's in turn.")
    {
        Options.Add(_threads);
        Options.Add(_rounds);
        Options.Add(_seconds);
        SetAction(arguments => Run(arguments, arguments.InvocationConfiguration.Output));
    }

    private void Run(ParseResult arguments, TextWriter output)
    {
        int threads = arguments.GetValue(_threads);
        EncodingModel model = Load(PretrainedModels.MiniLm);
        EncodingModel bytes = Load(PretrainedModels.MiniLm);
        bytes.Weights.RoundTo(ModelPrecision.Int8);
        using var peer = new OnnxRuntimeModel(Path.Combine(PretrainedModels.MiniLm, "model.onnx"), threads);
        output.WriteLine($"{threads} {(threads == 1 ? "thread" : "threads")}, {Kernels.Current.Description}");
        output.WriteLine("| documents | ours | ours, 8 bits | ONNX Runtime | ours / ONNX Runtime | 8 bits / ours | all rounds: ours | 8 bits | ONNX Runtime | our bytes a call |");
        output.WriteLine("|---|---:|---:|---:|---:|---:|---|---|---|---:|");
        foreach ((string name, int[][] documents) in Works())
        {
            var ours = new List<double>();
            var quantized = new List<double>();
            var theirs = new List<double>();
            var results = new float[documents.Length * model.ResultSize];
            long allocated = 0;
            for (int round = 0; round < arguments.GetValue(_rounds); round++)
            {
                ours.Add(Rate(documents, arguments.GetValue(_seconds), () => model.Run(documents, results, threads), out allocated));
                quantized.Add(Rate(documents, arguments.GetValue(_seconds), () => bytes.Run(documents, results, threads), out _));
                theirs.Add(Rate(documents, arguments.GetValue(_seconds), () => peer.Run(documents), out _));
            }

            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {ours.Median():F2} | {quantized.Median():F2} | {theirs.Median():F2} | {ours.Median() / theirs.Median():F2} | {quantized.Median() / ours.Median():F2} ") +
                $"| {ours.Show("F2")} | {quantized.Show("F2")} | {theirs.Show("F2")} | {allocated} |");
        }
    }

    private static EncodingModel Load(string folder)
    {
        using PretrainedStart start = PretrainedStart.Open(new PretrainedOptions { Path = folder, Pooling = Pooling.Mean }, new TrainingOptions())!;
        return EncodingModel.Of(start);
    }

    /// <summary>Equal lengths, one short text at a time, and the unequal lengths of messages and reviews.</summary>
    private static IEnumerable<(string Name, int[][] Documents)> Works()
    {
        var random = new RandomStream(1);
        yield return ("32 of 128 tokens", [.. Enumerable.Range(0, 32).Select(_ => Document(128))]);
        yield return ("1 of 32 tokens", [Document(32)]);
        yield return ("1 of 512 tokens", [Document(512)]);

        // Log-normal: a median of 40, one in twenty above 200.
        yield return ("128 of 4 to 512 tokens", [.. Enumerable.Range(0, 128).Select(_ => Document((int)Math.Clamp(40 * Math.Exp(random.NextGaussian()), 4, 512)))]);

        int[] Document(int length) => [.. Enumerable.Range(0, length).Select(_ => random.NextInteger(VocabularySize))];
    }

    private static double Rate(int[][] documents, double seconds, Action run, out long bytes)
    {
        run();
        long tokens = documents.Sum(document => (long)document.Length);
        long calls = 0;
        long before = GC.GetTotalAllocatedBytes(precise: true);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        do
        {
            run();
            calls++;
        }
        while (clock.Elapsed.TotalSeconds < seconds);
        double elapsed = clock.Elapsed.TotalSeconds;
        bytes = (GC.GetTotalAllocatedBytes(precise: true) - before) / calls;
        return calls * tokens / elapsed / 1_000;
    }
}
