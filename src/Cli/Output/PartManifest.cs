using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;

namespace ContextMemory.MLNet.Cli.Output;

/// <summary>
/// What a task has written to a folder of parts, and of what. It is there from the first part on, and complete when all of them are.
/// </summary>
internal sealed record PartManifest
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        Encoder = JsonLines.Encoder,
        WriteIndented = true,
        NewLine = "\n",
    };

    /// <summary>Which task it is, from 1.</summary>
    public required int Shard { get; init; }

    /// <summary>How many tasks there are.</summary>
    public required int Shards { get; init; }

    /// <summary>Whether all parts are there.</summary>
    public required bool Complete { get; init; }

    /// <summary>The rows of all parts.</summary>
    public required long Rows { get; init; }

    /// <summary>What the predictions follow from: the model, the input and the options. It is the same for all tasks.</summary>
    public required JsonObject Job { get; init; }

    public required IReadOnlyList<WrittenPart> Parts { get; init; }

    private bool IsSound =>
        Shard >= 1 && Shard <= Shards && Shards <= Data.Shard.MostTasks && Parts.All(part => part is { Rows: >= 0 }) && Rows == Parts.Sum(part => part.Rows);

    /// <summary>The file of a task's manifest.</summary>
    public static string PathOf(string folder, Shard shard) => Path.Combine(folder, $"{shard.Name}.json");

    /// <summary>Reads a manifest; null where there is none.</summary>
    /// <exception cref="FailureException">It cannot be read, or is none.</exception>
    public static PartManifest? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using FileStream file = InputFile.Open(path);
        try
        {
            PartManifest? manifest = JsonSerializer.Deserialize<PartManifest>(file, Format);
            return manifest is not null && manifest.IsSound
                ? manifest
                : throw new JsonException("Its tasks and rows do not fit together.");
        }
        catch (JsonException exception)
        {
            throw new FailureException($"'{path}' is not a manifest of 'cmem predict --parts', or damaged: {exception.Message} Delete it and run the task again.", exception);
        }
    }

    public void Write(string path) => AtomicFile.Write(path, stream =>
    {
        JsonSerializer.Serialize(stream, this, Format);
        stream.WriteByte((byte)'\n');
    });

    /// <summary>The members in which the job differs from another; empty where it is the same.</summary>
    public IReadOnlyList<string> DifferencesFrom(JsonObject job) =>
        [.. Job.Select(member => member.Key).Union(job.Select(member => member.Key)).Where(name => !JsonNode.DeepEquals(Job[name], job[name]))];
}

/// <summary>A file of predictions that is in its place.</summary>
/// <param name="File">Its name in the folder.</param>
/// <param name="Rows">The rows of the input that it is of.</param>
/// <param name="Sha256">The checksum of its bytes.</param>
/// <param name="Kernel">What has computed it: another kernel may give other last digits.</param>
internal sealed record WrittenPart(string File, long Rows, string Sha256, string Kernel);
