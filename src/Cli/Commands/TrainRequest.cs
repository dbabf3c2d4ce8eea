using System.CommandLine;

namespace ContextMemory.MLNet.Cli.Commands;

/// <summary>What 'cmem train' was asked for; null is what was not given.</summary>
internal sealed record TrainRequest
{
    /// <summary>For options that only one task has.</summary>
    public required ParseResult Arguments { get; init; }

    public required string Data { get; init; }

    public string? Validation { get; init; }

    public required string Model { get; init; }

    public EncoderKind? Encoder { get; init; }

    public int? Epochs { get; init; }

    public int? Seed { get; init; }

    public int? Threads { get; init; }

    public string? Vectors { get; init; }

    public string? ContinueFrom { get; init; }

    public int? Replay { get; init; }

    public string? Config { get; init; }

    public string? Metrics { get; init; }

    public int? MaxMemory { get; init; }

    public string? Log { get; init; }

    public string? Checkpoint { get; init; }

    /// <summary>Options of a file or the defaults, with what the command line says in place of what they say.</summary>
    public EncoderOptions Override(EncoderOptions options) => options with { Kind = Encoder ?? options.Kind };

    /// <inheritdoc cref="Override(EncoderOptions)"/>
    public WordVectorOptions? Override(WordVectorOptions? options) =>
        Vectors is null ? options : (options ?? new WordVectorOptions()) with { Path = Vectors };

    /// <inheritdoc cref="Override(EncoderOptions)"/>
    public TrainingOptions Override(TrainingOptions options) => options with
    {
        Epochs = Epochs ?? options.Epochs,
        Seed = Seed ?? options.Seed ?? TrainTaskCommand.DefaultSeed,
        Threads = Threads ?? options.Threads,
        MaxMemoryMB = MaxMemory ?? options.MaxMemoryMB,
        LogPath = Log,
        CheckpointPath = Checkpoint,
    };
}
