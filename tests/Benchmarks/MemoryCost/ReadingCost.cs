using System.Diagnostics;
using System.Globalization;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Benchmarks.MemoryCost;

/// <summary>What it takes an untrained classifier to read one document.</summary>
/// <param name="TokensPerSecond">The median over several readings.</param>
/// <param name="LayersMB">The most that the layers keep at a time, in MiB.</param>
/// <param name="ProcessMB">The most memory of the process above what it has after reading 1,000 tokens, in MiB.</param>
/// <param name="CodesMB">The document itself, in MiB; it is counted in nothing else.</param>
internal sealed record ReadingCost(double TokensPerSecond, double LayersMB, double ProcessMB, double CodesMB)
{
    private const int ShortDocument = 1_000;
    private const int Vocabulary = 20_000;
    private const int Classes = 4;
    private const ulong Seed = 1;
    private const int FewestReadings = 3;

    // So many readings of the short document compile the code to its fastest form.
    private const int WarmupReadings = 100;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(1);

    public static ReadingCost Measure(EncoderOptions encoder, int length, int threads)
    {
        var coder = new Vocabulary([], lowerCase: true, Vocabulary - TokenCodes.SpecialRows);
        var model = new EncoderEnsemble(coder, encoder, Classes, Kernels.Current);
        model.Weights.Initialize(Seed);
        int[] document = Draw(length);
        int[] shortDocument = Draw(ShortDocument);
        var logits = new float[Classes];
        for (int i = 0; i < WarmupReadings; i++)
        {
            model.Run([shortDocument], logits, threads);
        }

        double before = OwnProcess.ForgetPeak();
        var rates = new List<double>();
        var clock = Stopwatch.StartNew();
        do
        {
            long start = Stopwatch.GetTimestamp();
            model.Run([document], logits, threads);
            rates.Add(length / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        while (rates.Count < FewestReadings || clock.Elapsed < Duration);

        double above = ProcessMemory.PeakMB() - before;
        rates.Sort();
        return new ReadingCost(
            rates[rates.Count / 2],
            model.MeasureRun([document]) / ProcessMemory.Megabyte,
            above,
            (double)sizeof(int) * length / ProcessMemory.Megabyte);
    }

    /// <summary>A line of the table.</summary>
    public string Line(string name, int length) => string.Create(
        CultureInfo.InvariantCulture, $"| {name} | {length:N0} | {TokensPerSecond:N0} | {LayersMB:F2} | {ProcessMB:F1} | {CodesMB:F2} |");

    private static int[] Draw(int length)
    {
        var random = new RandomStream(Seed, (ulong)length);
        var codes = new int[length];
        for (int i = 0; i < length; i++)
        {
            codes[i] = TokenCodes.SpecialRows + random.NextInteger(Vocabulary - TokenCodes.SpecialRows);
        }

        return codes;
    }
}
