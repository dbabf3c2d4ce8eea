using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Training;

/// <summary>How much memory a training takes, as far as that is known before it begins.</summary>
internal static class TrainingMemory
{
    private const double Megabyte = 1 << 20;

    /// <summary>
    /// All that grows with the model: its values, the two moments and the best values of each, their average if there is one, two packed
    /// copies of the weights of products, and the gradients of every shard.
    /// </summary>
    public static long OfModel(ParameterLayout layout, TrainingOptions options)
    {
        int copies = 4 + (options.AverageEpochs > 0 ? 1 : 0);
        int shards = BatchPlan.ShardCount(options.BatchSize);
        long tableRows = layout.Parameters.Where(parameter => parameter.IsSparse).Sum(parameter => (long)parameter.Rows);
        long values = (long)copies * layout.Length + (2L + shards) * layout.DenseLength + (1L + shards) * tableRows;
        return values * sizeof(float);
    }

    /// <summary>
    /// What the layers keep for the way back, about: for every product its input and its output, and the gradients of both, for the
    /// tokens that all threads have at work.
    /// </summary>
    public static long OfLayers(Objective objective, TrainingOptions options)
    {
        int longest = 0;
        for (int example = 0; example < objective.ExampleCount; example++)
        {
            longest = Math.Max(longest, objective.TokenCount(example));
        }

        int shards = BatchPlan.ShardCount(options.BatchSize, objective.ExamplesPerShard);
        long tokens = (long)Math.Min(shards, options.ThreadCount) * ((options.BatchSize + shards - 1) / shards) * Math.Min(longest, objective.SegmentLength);
        IEnumerable<Parameter> products = objective.Weights.Layout.Parameters.Where(parameter => !parameter.IsSparse && parameter.Rows > 1);
        return tokens * products.Sum(parameter => 2L * (parameter.Rows + parameter.Columns)) / objective.EncodersInTurn * sizeof(float);
    }

    /// <summary>The most memory that the process will have, about, in MiB: what it has now and what training adds.</summary>
    public static double EstimateMB(Objective objective, TrainingOptions options) =>
        (Environment.WorkingSet + OfModel(objective.Weights.Layout, options) + OfLayers(objective, options)) / Megabyte;

    /// <summary>Lets what a training that is over had go back to the system at once.</summary>
    public static void GiveBack() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    /// <summary>What <see cref="TrainingOptions.MaxMemoryMB"/> leaves beside what the process has now and what else it is about to need.</summary>
    public static long LeftNow(long needed, TrainingOptions options)
    {
        if (options.MaxMemoryMB == 0)
        {
            return long.MaxValue;
        }

        GiveBack();
        return Math.Max(0, options.MaxMemoryMB * (long)Megabyte - Environment.WorkingSet - needed);
    }

    /// <summary>What <see cref="TrainingOptions.MaxMemoryMB"/> leaves for rows beside the model and what the process has already.</summary>
    /// <exception cref="InvalidOperationException">The model alone takes more.</exception>
    public static long LeftForRows(ParameterLayout layout, TrainingOptions options)
    {
        if (options.MaxMemoryMB == 0)
        {
            return long.MaxValue;
        }

        long needed = Environment.WorkingSet + OfModel(layout, options);
        long allowed = options.MaxMemoryMB * (long)Megabyte;
        return needed <= allowed
            ? allowed - needed
            : throw new InvalidOperationException(
                $"Training would take {needed / Megabyte:F0} MB for the process as it is, the model and its optimizer; " +
                $"{nameof(TrainingOptions)}.{nameof(TrainingOptions.MaxMemoryMB)} allows {options.MaxMemoryMB}. " +
                "Allow more, or make the vocabulary, the layers or the batch smaller.");
    }
}
