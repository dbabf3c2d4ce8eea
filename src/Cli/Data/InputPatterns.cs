using System.IO.Enumeration;
using ContextMemory.MLNet.Cli.Errors;

namespace ContextMemory.MLNet.Cli.Data;

/// <summary>Files that are named one by one or by a pattern.</summary>
internal static class InputPatterns
{
    private static readonly char[] Wildcards = ['*', '?'];

    /// <summary>
    /// The files, in the order of the patterns and of one pattern in ordinal order of their names. In a pattern * stands for any part of a name,
    /// ? for one character and ** for any folders.
    /// </summary>
    /// <exception cref="FailureException">No file is meant, or one is meant twice.</exception>
    public static IReadOnlyList<string> Expand(IReadOnlyCollection<string> patterns)
    {
        string[] files = [.. patterns.SelectMany(Expand)];
        string? twice = files.GroupBy(Path.GetFullPath).FirstOrDefault(same => same.Skip(1).Any())?.First();
        return twice is null ? files : throw new FailureException($"'{twice}' is meant twice by the patterns of the input: name it once.");
    }

    /// <summary>Files as a message names them.</summary>
    public static string Name(IReadOnlyList<string> files) => files.Count == 1 ? $"'{files[0]}'" : $"'{files[0]}' and {files.Count - 1} more";

    private static IEnumerable<string> Expand(string pattern)
    {
        // A name may hold what a pattern would.
        if (pattern.IndexOfAny(Wildcards) < 0 || File.Exists(pattern))
        {
            return [pattern];
        }

        int folderEnd = pattern.LastIndexOfAny([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], pattern.IndexOfAny(Wildcards)) + 1;
        string folder = pattern[..folderEnd];
        string root = folder.Length == 0 ? "." : folder;
        string[] files = Directory.Exists(root) ? [.. Matches(root, pattern[folderEnd..]).Order(StringComparer.Ordinal)] : [];
        return files.Length > 0
            ? files.Select(file => folder + file)
            : throw new FailureException($"No file is meant by '{pattern}'. A pattern has * for a part of a name, ? for a character and ** for folders.");
    }

    // Of files that begin with a dot only those are meant that the pattern names so: others are the work of editors and unfinished files.
    private static IEnumerable<string> Matches(string folder, string pattern)
    {
        string[] parts = pattern.Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);
        var options = new EnumerationOptions
        {
            AttributesToSkip = FileAttributes.None,
            IgnoreInaccessible = false,
            RecurseSubdirectories = parts.Length > 1,
            MaxRecursionDepth = parts.Contains("**") ? int.MaxValue : parts.Length - 1,
        };
        return Directory.EnumerateFiles(folder, "*", options)
            .Select(file => Path.GetRelativePath(folder, file))
            .Where(file => IsMatch(file.Split(Path.DirectorySeparatorChar), parts));
    }

    private static bool IsMatch(ReadOnlySpan<string> names, ReadOnlySpan<string> parts)
    {
        if (parts.IsEmpty || names.IsEmpty)
        {
            return parts.IsEmpty && names.IsEmpty;
        }

        return parts[0] == "**"
            ? IsMatch(names, parts[1..]) || (!names[0].StartsWith('.') && IsMatch(names[1..], parts))
            : (parts[0].StartsWith('.') || !names[0].StartsWith('.'))
                && FileSystemName.MatchesSimpleExpression(parts[0], names[0], ignoreCase: false)
                && IsMatch(names[1..], parts[1..]);
    }
}
