using System.Globalization;

namespace ContextMemory.MLNet.Cli.Progress;

/// <summary>What is known when training begins.</summary>
internal static class TrainingStart
{
    public static IEnumerable<string> Lines(TrainingProgress first)
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"estimated memory: {first.EstimatedMemoryMB:F0} MB");
        if (first.RowsOnDisk > 0)
        {
            yield return $"rows kept in a temporary file: {first.RowsOnDisk}";
        }

        if (first.ResumedFromStep > 0)
        {
            yield return $"going on from the checkpoint: step {first.ResumedFromStep} of {first.Steps}";
        }

        if (first.Kernels.Count > 1)
        {
            yield return
                $"warning: the training is not computed by one kernel but by {string.Join(" and then ", first.Kernels)}: " +
                "the model will not be bit for bit that of a training without interruption";
        }
    }
}
