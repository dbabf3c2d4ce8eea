using ContextMemory.MLNet.Cli.Errors;

namespace ContextMemory.MLNet.Cli.Output;

/// <summary>The files that a command reads and writes: none may be written that is used for another purpose.</summary>
internal sealed class FileUses
{
    private readonly List<string> _taken = [];

    /// <summary>Notes files that are read; null is none.</summary>
    public FileUses Reads(params IEnumerable<string?> paths)
    {
        _taken.AddRange(paths.OfType<string>().Where(IsFile));
        return this;
    }

    /// <summary>Notes a file that is to be written.</summary>
    /// <param name="option">The option that names it.</param>
    /// <param name="path">The file; null is none.</param>
    /// <exception cref="FailureException">It is read, or written for another purpose, or cannot be written.</exception>
    public FileUses Writes(string option, string? path)
    {
        MayWrite(option, path);
        AtomicFile.CheckWritable(path);
        return this;
    }

    /// <summary>Notes a file that may be written or deleted on the way.</summary>
    /// <param name="option">The option that its name comes from.</param>
    /// <param name="path">The file; null is none.</param>
    /// <exception cref="FailureException">It is read, or written for another purpose.</exception>
    public FileUses MayWrite(string option, string? path)
    {
        if (path is null || !IsFile(path))
        {
            return this;
        }

        if (_taken.Any(taken => SameFile.Are(taken, path)))
        {
            throw new FailureException($"{option} would overwrite '{path}', which is read or written for another purpose. Name another file.");
        }

        _taken.Add(path);
        return this;
    }

    private static bool IsFile(string path) => !StandardStream.IsDevice(path);
}
