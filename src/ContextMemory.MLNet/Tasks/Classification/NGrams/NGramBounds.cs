namespace ContextMemory.MLNet.Tasks.Classification.NGrams;

/// <summary>How much of the n-grams is kept at most; all of it is a matter of the options and the classes alone.</summary>
/// <param name="Counted">Different n-grams that are counted.</param>
/// <param name="Features">Those that the model knows.</param>
/// <param name="Remembered">Those of all remembered documents together.</param>
internal readonly record struct NGramBounds(int Counted, int Features, long Remembered)
{
    private const int MostCounted = 8_000_000;

    // However few the classes.
    private const int MostFeatures = 1_000_000;

    // Weights of the model: 32 MB.
    private const int MostWeights = 8_000_000;

    // 16 MB in the model's file.
    private const int MostRemembered = 2_000_000;

    // Of the memory that the process may take, a quarter is for counting, and later for features; a sixteenth for remembered documents.
    private const int ShareOfCounts = 4;
    private const int ShareOfRemembered = 16;

    // Of one that is counted, with what a dictionary that has just grown leaves free.
    private const int BytesPerCounted = 56;

    // Beside the weights of the classes: entries of an index, and what is needed to find the weights of a class.
    private const int BytesPerFeature = 100;
    private const int BytesPerRemembered = 2 * (sizeof(int) + sizeof(float));

    /// <param name="memoryMB">The memory that the process may take, in MiB; 0 sets no bound.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="areMany">Whether they are so many that only few weights of each are kept.</param>
    public static NGramBounds For(int memoryMB, int classes, bool areMany)
    {
        int weights = areMany ? 1 : classes;
        int features = Math.Min(MostFeatures, MostWeights / weights);
        if (memoryMB == 0)
        {
            return new NGramBounds(MostCounted, features, MostRemembered);
        }

        long bytes = (long)memoryMB << 20;

        // Twice, since a first result is still there when held-out rows are learned from too.
        long bytesPerFeature = 2 * (BytesPerFeature + sizeof(float) * (long)weights);
        return new NGramBounds(
            (int)Math.Min(MostCounted, bytes / ShareOfCounts / BytesPerCounted),
            (int)Math.Min(features, bytes / ShareOfCounts / bytesPerFeature),
            Math.Min(MostRemembered, bytes / ShareOfRemembered / BytesPerRemembered));
    }
}
