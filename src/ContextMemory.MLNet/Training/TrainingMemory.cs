using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Training;

/// <summary>The memory of a process that trains, and what its bound leaves.</summary>
internal static class TrainingMemory
{
    // What is no longer needed piles up to about this much before it is given back, where little is.
    private const long LittleGarbage = 8 << 20;

    /// <summary>What the process has, in MiB.</summary>
    public static double NowMB => Environment.WorkingSet / ProcessMemory.Megabyte;

    /// <summary>What training may have, in bytes.</summary>
    public static long Allowed(TrainingOptions options) => options.MaxMemoryMB == 0 ? long.MaxValue : (long)options.MaxMemoryMB << 20;

    /// <summary>
    /// What grows with what learns once training goes on: the two moments and the best values of each, their average if there is one, and to
    /// which step each row of a table is up to date.
    /// </summary>
    public static long OfOptimizer(ParameterLayout layout, TrainingOptions options) =>
        sizeof(float) * ((long)layout.LearnedLength * (options.AverageEpochs > 0 ? 4 : 3) + TableRows(layout));

    /// <summary>
    /// The least that a model takes while it is trained, but for what its layers keep: its values, two packed copies of those of products,
    /// its optimizer and the gradients of two shards.
    /// </summary>
    public static long LeastOfModel(ParameterLayout layout, TrainingOptions options) =>
        sizeof(float) * (layout.Length + 2L * layout.ProductLength + 2L * layout.DenseLength + 2 * TableRows(layout)) + OfOptimizer(layout, options);

    /// <summary>What the process has, and what will pile up in it: under a bound the most that may.</summary>
    public static long OfProcess(TrainingOptions options)
    {
        ProcessMemory.GiveBack();
        return Environment.WorkingSet + LittleGarbage + Reserve(options);
    }

    /// <summary>
    /// Moves rows to a file where they leave too little for what is needed. Returns what the process then has, and what will pile up in it.
    /// </summary>
    /// <param name="needed">Bytes that are about to be needed.</param>
    /// <param name="options">With the bound.</param>
    /// <param name="moveRows">Moves so many bytes of rows from memory to a file, or all that are in memory; returns how many.</param>
    public static long MakeRoom(long needed, TrainingOptions options, Func<long, long> moveRows)
    {
        long process = OfProcess(options);
        long excess = process + needed - Allowed(options);
        return excess > 0 && moveRows(excess) > 0 ? OfProcess(options) : process;
    }

    /// <summary>The memory that the process will have, about, in MiB, where it may come to have so many bytes.</summary>
    public static double ExpectedMB(long bytes, TrainingOptions options) => (bytes - Reserve(options)) / ProcessMemory.Megabyte;

    /// <summary>What <see cref="TrainingOptions.MaxMemoryMB"/> leaves beside what the process has now and what else it is about to need.</summary>
    public static long LeftNow(long needed, TrainingOptions options) =>
        options.MaxMemoryMB == 0 ? long.MaxValue : Math.Max(0, Allowed(options) - OfProcess(options) - needed);

    /// <summary>What <see cref="TrainingOptions.MaxMemoryMB"/> leaves for rows beside the model and what the process has already.</summary>
    /// <param name="options">How it is trained.</param>
    /// <param name="layouts">The model, or each that may come of the rows: what is left beside the largest counts.</param>
    /// <exception cref="InvalidOperationException">The model alone takes more, whichever it will be.</exception>
    public static long LeftForRows(TrainingOptions options, params IReadOnlyList<ParameterLayout> layouts)
    {
        if (options.MaxMemoryMB == 0)
        {
            return long.MaxValue;
        }

        long left = Allowed(options) - OfProcess(options);
        long least = layouts.Min(layout => LeastOfModel(layout, options));
        return least <= left
            ? Math.Max(0, left - layouts.Max(layout => LeastOfModel(layout, options)))
            : throw new InvalidOperationException(
                $"Training would take {(Allowed(options) - left + least) / ProcessMemory.Megabyte:F0} MB for the process as it is, the model and its optimizer; " +
                $"{nameof(TrainingOptions)}.{nameof(TrainingOptions.MaxMemoryMB)} allows {options.MaxMemoryMB}. " +
                "Allow more, or make the vocabulary or the layers smaller.");
    }

    // Twice what had piled up when the runtime last looked through what was new, which depends on the processor's caches: about as much lies
    // in the generation after it. Only where there is a bound: it is rarely that much.
    private static long Reserve(TrainingOptions options) => options.MaxMemoryMB == 0
        ? 0
        : Math.Max(0, 2 * GC.GetGCMemoryInfo(GCKind.Ephemeral).GenerationInfo[0].SizeBeforeBytes - LittleGarbage);

    private static long TableRows(ParameterLayout layout) =>
        layout.Parameters.Where(parameter => parameter is { IsSparse: true, Learns: true }).Sum(parameter => (long)parameter.Rows);
}
