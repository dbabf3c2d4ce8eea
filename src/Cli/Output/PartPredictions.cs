using System.Globalization;
using System.Text.Json.Nodes;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;

namespace ContextMemory.MLNet.Cli.Output;

/// <summary>
/// Predictions to a folder, in parts of the same number of rows. Each part is written aside, brought to disk and put in its place whole; then the
/// manifest tells of it. The same job gives the same files, however often and by however many processes at once it is run.
/// </summary>
internal sealed class PartPredictions : PredictionOutput
{
    // A process that is alive writes to its file more often.
    private static readonly TimeSpan LeftOver = TimeSpan.FromHours(1);

    private readonly string _folder;
    private readonly string _end;
    private readonly Shard _shard;
    private readonly JsonObject _job;
    private readonly long _rowsOfPart;
    private readonly List<WrittenPart> _parts;

    /// <param name="folder">The folder, which is made where there is none.</param>
    /// <param name="shard">The task.</param>
    /// <param name="job">What the predictions follow from.</param>
    /// <param name="rowsOfPart">The rows of every part but the last.</param>
    /// <param name="compression">How the parts are compressed.</param>
    /// <param name="resume">Whether whole parts of an earlier run of the same job are kept.</param>
    /// <param name="format">How predictions are written.</param>
    /// <param name="keptNames">The columns of the input that tables have.</param>
    /// <exception cref="FailureException">It is to go on with the parts of another job.</exception>
    public PartPredictions(
        string folder,
        Shard shard,
        JsonObject job,
        long rowsOfPart,
        Compression compression,
        bool resume,
        PredictionFormat format,
        IReadOnlyList<string> keptNames)
        : base(format, keptNames)
    {
        _folder = folder;
        _shard = shard;
        _job = job;
        _rowsOfPart = rowsOfPart;
        _end = $".{format.ToString().ToLowerInvariant()}{CompressedName.EndOf(compression)}";
        Directory.CreateDirectory(folder);
        PartManifest? earlier = PartManifest.Read(ManifestPath);
        IReadOnlyList<string> differences = earlier?.DifferencesFrom(job) ?? [];
        if (differences.Count > 0)
        {
            if (resume)
            {
                throw new FailureException(
                    $"--resume: the parts of task {shard.Number} in '{folder}' are of another job (other {string.Join(", ", differences)}). " +
                    "Give what that one was given, name another folder, or leave --resume out to write them anew.");
            }

            DeleteParts();
            earlier = null;
        }

        _parts = resume && earlier is not null ? [.. earlier.Parts.TakeWhile(IsWhole)] : [];
        Rows = _parts.Sum(part => part.Rows);
        IsDone = resume && earlier is { Complete: true } && earlier.Parts.Count == _parts.Count;
    }

    /// <summary>Whether an earlier run has written all parts, and they are whole.</summary>
    public bool IsDone { get; }

    protected override long MostRowsOfFile => _rowsOfPart;

    protected override bool NeedsFile => _parts.Count == 0;

    private string ManifestPath => PartManifest.PathOf(_folder, _shard);

    public override void Complete()
    {
        base.Complete();
        WriteManifest(complete: true);
        foreach (string path in Files($".{_shard.Name}*.new").Where(path => DateTime.UtcNow - File.GetLastWriteTimeUtc(path) > LeftOver))
        {
            // Of processes that were killed.
            File.Delete(path);
        }
    }

    protected override OutputFile? Open() => _parts.LastOrDefault() is { } last && last.Rows < _rowsOfPart
        ? throw new FailureException($"The input has more rows than when '{last.File}' was written: leave --resume out.")
        : OutputFile.Create(Path.Combine(_folder, NextName));

    protected override void Close()
    {
        string name = NextName;
        _parts.Add(new WrittenPart(name, RowsOfFile, Checksum.Of(Path.Combine(_folder, name)), ComputeKernel.Name));

        // Another process that does the same may have come further.
        if (PartManifest.Read(ManifestPath) is not { Complete: true } done || done.DifferencesFrom(_job).Count > 0)
        {
            WriteManifest(complete: false);
        }
    }

    private string NextName => string.Create(CultureInfo.InvariantCulture, $"{_shard.Name}-{_parts.Count + 1:D6}{_end}");

    private void WriteManifest(bool complete) => new PartManifest
    {
        Shard = _shard.Number,
        Shards = _shard.Count,
        Complete = complete,
        Rows = Rows,
        Job = _job,
        Parts = _parts,
    }.Write(ManifestPath);

    private bool IsWhole(WrittenPart part)
    {
        string path = Path.Combine(_folder, part.File);
        return File.Exists(path) && Checksum.Of(path) == part.Sha256;
    }

    // The manifest first: without it nothing tells of the others.
    private void DeleteParts()
    {
        foreach (string path in Files($"{_shard.Name}-*").Prepend(ManifestPath))
        {
            File.Delete(path);
        }
    }

    private string[] Files(string pattern) =>
        Directory.GetFiles(_folder, pattern, new EnumerationOptions { AttributesToSkip = FileAttributes.None, MatchType = MatchType.Simple });
}
