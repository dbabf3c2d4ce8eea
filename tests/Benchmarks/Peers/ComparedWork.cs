namespace ContextMemory.MLNet.Benchmarks.Peers;

/// <summary>A line of the comparison.</summary>
/// <param name="Mode">train or infer.</param>
/// <param name="Encoder">The kind.</param>
/// <param name="Batch">Documents at a time.</param>
/// <param name="Length">Tokens of each.</param>
internal sealed record ComparedWork(string Mode, EncoderKind Encoder, int Batch, int Length)
{
    private static readonly EncoderKind[] Encoders = [EncoderKind.Lstm, EncoderKind.Gru, EncoderKind.Attention];

    /// <summary>Training and scoring in batches, texts that come alone, and one very long text.</summary>
    public static IReadOnlyList<ComparedWork> All { get; } =
    [
        .. from mode in new[] { "train", "infer" } from encoder in Encoders from length in new[] { 64, 256, 1_024 } select new ComparedWork(mode, encoder, 32, length),
        .. from encoder in Encoders select new ComparedWork("infer", encoder, 1, 256),
        new ComparedWork("infer", EncoderKind.Attention, 1, 16_384),
    ];

    /// <summary>As <c>--works</c> takes it, as a whole or in part.</summary>
    public string Name => $"{Mode}-{Encoder.ToString().ToLowerInvariant()}-{Batch}x{Length}";

    /// <summary>Options of <c>speed</c> and <c>peer</c>: the LSTM reads both ways, the GRU one, attention has two layers.</summary>
    public string[] Arguments =>
    [
        "--mode", Mode, "--encoder", $"{Encoder}", "--batch", $"{Batch}", "--length", $"{Length}",
        .. Encoder switch
        {
            EncoderKind.Gru => (string[])["--bidirectional", "false"],
            EncoderKind.Attention => ["--layers", "2"],
            _ => [],
        },
    ];
}
