using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Cli.Output;
using ContextMemory.MLNet.Cli.Settings;

namespace ContextMemory.MLNet.Cli.Commands;

/// <summary>What 'cmem train' was asked for; null is what was not given.</summary>
internal sealed record TrainRequest
{
    /// <summary>When it was asked for.</summary>
    public long Start { get; } = Stopwatch.GetTimestamp();

    /// <summary>An interrupt of the user.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>For options that only one task has.</summary>
    public required ParseResult Arguments { get; init; }

    public required string Data { get; init; }

    public string? Validation { get; init; }

    public required string Model { get; init; }

    public EncoderKind? Encoder { get; init; }

    /// <summary>Where a pretrained transformer is.</summary>
    public string? Pretrained { get; init; }

    /// <summary>Of the adapters that learn beside its weights.</summary>
    public int? AdapterRank { get; init; }

    public Effort? Effort { get; init; }

    public TimeSpan? Time { get; init; }

    public int? Epochs { get; init; }

    public int? Seed { get; init; }

    public int? Threads { get; init; }

    public TrainingEngine? Engine { get; init; }

    public string? Vectors { get; init; }

    public string? Config { get; init; }

    public string? Metrics { get; init; }

    public int? MaxMemory { get; init; }

    public string? Log { get; init; }

    /// <summary>How rows are read.</summary>
    public required ReadingOptions Reading { get; init; }

    /// <summary>Where rows go that cannot be read.</summary>
    public string? BadRows { get; init; }

    public string? Checkpoint { get; init; }

    /// <summary>Where the states of the pretraining of a classifier's encoders are, if any is pretrained.</summary>
    public IEnumerable<string> PretrainingCheckpoints => Checkpoint is null
        ? []
        : Enumerable.Range(1, ContextMemoryClassifierOptions.MostMembers).Select(member => $"{Checkpoint}.pretraining{member}");

    /// <summary>The options of the settings file, if one was given, over the defaults.</summary>
    /// <param name="usual">Settings in place of the defaults, as a file would have them; null is none.</param>
    /// <exception cref="FailureException">The file has a fault.</exception>
    public T ReadConfig<T>(JsonObject? usual = null)
        where T : new() => SettingsFile.Read<T>(Config, Encoder, usual);

    /// <param name="read">Files that training reads beside its rows; null is none.</param>
    /// <exception cref="FailureException">
    /// One of them cannot be read, one of the files to be written cannot be, or one would be written over another.
    /// </exception>
    public void CheckFiles(params IEnumerable<string?> read)
    {
        foreach (string path in read.OfType<string>())
        {
            InputFile.Open(path).Dispose();
        }

        FileUses files = new FileUses()
            .Reads([Data, Validation, Config, .. read])
            .Writes("--model", Model)
            .Writes("--metrics", Metrics)
            .Writes("--log", Log)
            .Writes("--checkpoint", Checkpoint)
            .Writes(RowOptions.SkipBadRows, BadRows);
        foreach (string path in PretrainingCheckpoints)
        {
            files.MayWrite("--checkpoint", path);
        }
    }

    /// <summary>The rows, with a call before each if one is wanted; an interrupt ends them.</summary>
    /// <exception cref="OperationCanceledException">The user has interrupted.</exception>
    public IEnumerable<T> Count<T>(IEnumerable<T> rows, Action? count = null)
    {
        foreach (T row in rows)
        {
            Cancellation.ThrowIfCancellationRequested();
            count?.Invoke();
            yield return row;
        }
    }

    /// <summary>Options of a file or the defaults, with what the command line says in place of what they say.</summary>
    public EncoderOptions Override(EncoderOptions options)
    {
        if (Pretrained is not null)
        {
            var transformer = options as PretrainedOptions ?? new PretrainedOptions();
            return transformer with { Path = Pretrained, AdapterRank = AdapterRank ?? transformer.AdapterRank };
        }

        return Encoder is { } kind && kind != options.Kind ? EncoderOptions.Of(kind) : options;
    }

    /// <inheritdoc cref="Override(EncoderOptions)"/>
    public WordVectorOptions? Override(WordVectorOptions? options) =>
        Vectors is null ? options : (options ?? new WordVectorOptions()) with { Path = Vectors };

    /// <inheritdoc cref="Override(EncoderOptions)"/>
    public TrainingOptions Override(TrainingOptions options)
    {
        options = options with
        {
            TimeBudget = Time ?? options.TimeBudget,
            Seed = Seed ?? options.Seed ?? TrainTaskCommand.DefaultSeed,
            Threads = Threads ?? options.Threads,
            Engine = Engine ?? options.Engine,
            MaxMemoryMB = MaxMemory ?? options.MaxMemoryMB,
            LogPath = Log,
            CheckpointPath = Checkpoint,
        };

        // What is not given is not set: it may still follow from the data or from the effort.
        options = Effort is { } effort ? options with { Effort = effort } : options;
        return Epochs is { } epochs ? options with { Epochs = epochs } : options;
    }
}
