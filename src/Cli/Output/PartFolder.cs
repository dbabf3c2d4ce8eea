using System.Globalization;
using System.Text.RegularExpressions;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;

namespace ContextMemory.MLNet.Cli.Output;

/// <summary>The manifests of all tasks of a folder of parts, checked.</summary>
internal static partial class PartFolder
{
    private const int MostNamed = 10;

    /// <summary>The manifests in the order of the tasks: each is there once, complete and of the same job, and its parts are whole.</summary>
    /// <exception cref="FailureException">That is not so.</exception>
    public static IReadOnlyList<PartManifest> Read(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new FailureException($"There is no folder '{folder}'. Give the one of 'cmem predict --parts'.");
        }

        PartManifest[] manifests = [.. Directory.GetFiles(folder)
            .Where(path => ManifestName().IsMatch(Path.GetFileName(path)))
            .Select(path => PartManifest.Read(path)!)
            .OrderBy(manifest => manifest.Shard)];
        if (manifests.Length == 0)
        {
            throw new FailureException($"There is no manifest in '{folder}'. Give the folder of 'cmem predict --parts'.");
        }

        CheckTasks(folder, manifests);
        foreach (PartManifest manifest in manifests)
        {
            IReadOnlyList<string> differences = manifest.DifferencesFrom(manifests[0].Job);
            if (differences.Count > 0)
            {
                throw new FailureException(
                    $"Tasks 1 and {manifest.Shard} in '{folder}' did different jobs (other {string.Join(", ", differences)}): run all of them with the same command.");
            }

            foreach (WrittenPart part in manifest.Parts)
            {
                string path = Path.Combine(folder, part.File);
                if (!File.Exists(path) || Checksum.Of(path) != part.Sha256)
                {
                    throw new FailureException($"'{path}' is {(File.Exists(path) ? "not what was written" : "not there")}: run task {manifest.Shard} again with --resume.");
                }
            }
        }

        return manifests;
    }

    /// <summary>Makes sure that no file of the input is a part in the folder, which may be written over or deleted.</summary>
    /// <param name="folder">The folder; null is none.</param>
    /// <param name="inputs">The files of the input.</param>
    /// <exception cref="FailureException">One is.</exception>
    public static void CheckInputs(string? folder, IEnumerable<string> inputs)
    {
        if (folder is not null && inputs.FirstOrDefault(IsPart) is { } part)
        {
            throw new FailureException($"'{part}' of the input is a part in the folder of --parts, which would be written over: name another folder.");
        }

        bool IsPart(string path) =>
            PartName().IsMatch(Path.GetFileName(path)) && Path.GetFullPath(Path.GetDirectoryName(Path.GetFullPath(path))!) == Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
    }

    private static void CheckTasks(string folder, PartManifest[] manifests)
    {
        int count = manifests[0].Shards;
        if (manifests.FirstOrDefault(manifest => manifest.Shards != count) is { } other)
        {
            throw new FailureException(
                $"'{folder}' has tasks of {Math.Min(count, other.Shards)} and of {Math.Max(count, other.Shards)}: delete the parts of one of these jobs.");
        }

        if (manifests.GroupBy(manifest => manifest.Shard).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new FailureException($"Task {twice.Key} is there twice in '{folder}': delete one of its manifests.");
        }

        HashSet<int> complete = [.. manifests.Where(manifest => manifest.Complete).Select(manifest => manifest.Shard)];
        int[] missing = [.. Enumerable.Range(1, count).Where(task => !complete.Contains(task))];
        if (missing.Length > 0)
        {
            string more = missing.Length > MostNamed ? string.Create(CultureInfo.InvariantCulture, $" and {missing.Length - MostNamed:N0} more") : "";
            throw new FailureException(
                $"Of {count} tasks in '{folder}' these are not complete: {string.Join(", ", missing.Take(MostNamed))}{more}. Run them, with --resume where they have begun.");
        }
    }

    [GeneratedRegex("^part-[0-9]+-of-[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex PartName();

    [GeneratedRegex(@"^part-[0-9]+-of-[0-9]+\.json\z", RegexOptions.CultureInvariant)]
    private static partial Regex ManifestName();
}
