using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Corpus;

/// <summary>Memory that may still be taken, and the folder for what finds no room in it.</summary>
/// <param name="bytes">How much there is.</param>
/// <param name="folder">The folder; null for the system's own.</param>
internal sealed class MemoryRoom(long bytes, string? folder = null)
{
    private long _left = bytes;

    public string Folder => folder ?? Path.GetTempPath();

    /// <summary>What <see cref="TrainingOptions.MaxMemoryMB"/> leaves for rows beside a model and what the process has already.</summary>
    /// <exception cref="InvalidOperationException">The model alone takes more, whichever it will be.</exception>
    public static MemoryRoom For(TrainingOptions options, params IReadOnlyList<ParameterLayout> layouts) =>
        new(TrainingMemory.LeftForRows(options, layouts), options.TemporaryFolder);

    /// <summary>Sees to it that what finds no room can be written, before anything has been computed.</summary>
    /// <exception cref="IOException">No file can be made in the folder.</exception>
    public static void Check(TrainingOptions options)
    {
        if (options.MaxMemoryMB > 0)
        {
            new RowFile(options.TemporaryFolder ?? Path.GetTempPath()).Dispose();
        }
    }

    /// <summary>As much as there is.</summary>
    public static MemoryRoom Unlimited() => new(long.MaxValue);

    /// <summary>Takes so many bytes; false, and nothing is taken, if there are not as many left.</summary>
    public bool Take(long bytes)
    {
        if (bytes > _left)
        {
            return false;
        }

        _left -= bytes;
        return true;
    }
}
