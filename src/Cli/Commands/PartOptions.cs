using System.CommandLine;
using System.CommandLine.Parsing;
using ContextMemory.MLNet.Cli.Data;

namespace ContextMemory.MLNet.Cli.Commands;

/// <summary>The options of output in parts, which a job that was ended can go on with and which several tasks can share.</summary>
internal sealed class PartOptions
{
    private const int UsualRows = 100_000;

    private readonly Option<string?> _folder = new("--parts")
    {
        Description =
            "In place of --output: a folder for the predictions in parts, each of which is there whole or not at all, with a manifest " +
            "that is complete when they are. 'cmem merge' joins them.",
        HelpName = "FOLDER",
    };

    private readonly Option<int?> _rows = CommonOptions.Number("--part-rows", $"With --parts: the rows of a part (default: {UsualRows}).", 1, 100_000_000);

    private readonly Option<Compression?> _compress = CommonOptions.OneOf<Compression>("--compress", "With --parts: how they are compressed (default: none).");

    private readonly Option<bool> _resume = new("--resume")
    {
        Description = "With --parts: go on after the last whole part of an earlier run of the same command; without one, begin.",
    };

    private readonly Option<Shard?> _shard = new("--shard")
    {
        Description =
            "With --parts: predict for the share of task I of N alone, with the same command for all of them otherwise. Files of text are cut at line ends " +
            "and Parquet at row groups; compressed files and tables with quotes are not cut.",
        HelpName = "I/N",
        CustomParser = ParseShard,
    };

    public PartOptions(Command command)
    {
        foreach (Option option in All)
        {
            command.Options.Add(option);
        }

        command.Validators.Add(RequireFolder);
    }

    /// <summary>The options themselves.</summary>
    public IEnumerable<Option> All => [_folder, _rows, _compress, _resume, _shard];

    /// <summary>The folder; null where the output is not in parts.</summary>
    public string? Folder(ParseResult arguments) => arguments.GetValue(_folder);

    public int Rows(ParseResult arguments) => arguments.GetValue(_rows) ?? UsualRows;

    public Compression CompressionOf(ParseResult arguments) => arguments.GetValue(_compress) ?? Compression.None;

    public bool Resume(ParseResult arguments) => arguments.GetValue(_resume);

    /// <summary>The share of the input; all of it where none is named.</summary>
    public Shard ShardOf(ParseResult arguments) => arguments.GetValue(_shard) ?? Shard.Whole;

    private static Shard? ParseShard(ArgumentResult result)
    {
        string found = result.Tokens.Single().Value;
        Shard? shard = Shard.Parse(found);
        if (shard is null)
        {
            result.AddError($"--shard is '{found}': expected I/N, a task from 1 to N of at most {Shard.MostTasks} tasks, such as 3/16.");
        }

        return shard;
    }

    private void RequireFolder(CommandResult command)
    {
        if (command.GetResult(_folder) is { Implicit: false })
        {
            return;
        }

        foreach (Option option in All.Where(option => command.GetResult(option) is { Implicit: false }))
        {
            command.AddError($"{option.Name} is about output in parts: give --parts FOLDER too.");
        }
    }
}
