using ContextMemory.MLNet.Cli.Errors;

namespace ContextMemory.MLNet.Cli.Output;

/// <summary>The files that a command reads and writes: none may be written that is used for another purpose.</summary>
internal sealed class FileUses
{
    private readonly List<string> _taken = [];

    /// <summary>Notes files that are read; null is none, and - a standard stream.</summary>
    public FileUses Reads(params IEnumerable<string?> paths)
    {
        _taken.AddRange(paths.OfType<string>().Where(IsFile));
        return this;
    }

    /// <summary>Notes a file that is to be written.</summary>
    /// <param name="option">The option that names it.</param>
    /// <param name="path">The file; null is none, and - a standard stream.</param>
    /// <exception cref="FailureException">It is read, or written for another purpose, or cannot be written.</exception>
    public FileUses Writes(string option, string? path)
    {
        if (path is null or StandardStream.Name)
        {
            return this;
        }

        if (IsFile(path) && _taken.Any(taken => SameFile.Are(taken, path)))
        {
            throw new FailureException($"{option} would overwrite '{path}', which is read or written for another purpose. Name another file.");
        }

        AtomicFile.CheckWritable(path);
        _taken.Add(path);
        return this;
    }

    private static bool IsFile(string path) => path != StandardStream.Name && !AtomicFile.IsDevice(path);
}
