using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using ContextMemory.MLNet.Cli.Data;

namespace ContextMemory.MLNet.Cli.Commands;

/// <summary>The options of all commands that read rows: which columns hold what, and what becomes of rows that cannot be read.</summary>
internal sealed class RowOptions
{
    public const string SkipBadRows = "--skip-bad-rows";

    private static readonly Dictionary<string, char> SeparatorNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["tab"] = '\t',
        ["\\t"] = '\t',
        ["comma"] = ',',
        ["semicolon"] = ';',
        ["pipe"] = '|',
        ["colon"] = ':',
        ["space"] = ' ',
    };

    private readonly Option<string?> _text = new("--text-column")
    {
        Description =
            "The column with the text, by its name in the header of a table or in JSON objects (default: text); " +
            "with --no-header by its number from 1 (default: 2). In columns of tokens and tags the number of the token's (default: the first).",
        HelpName = "NAME|N",
    };

    private readonly Option<string?> _label = new("--label-column")
    {
        Description =
            "The column with what is to be learned: a label, or in JSON objects also labels, entities or summaries (default: label, labels, entities, summary); " +
            "with --no-header by its number (default: 1). In columns of tokens and tags the number of the tag's (default: the last).",
        HelpName = "NAME|N",
    };

    private readonly Option<char?> _separator = new("--separator")
    {
        Description =
            "What stands between the columns of a table: tab, comma, semicolon, pipe or another character (default: comma in .csv, else tab). " +
            "Behind a tab nothing is quoted, behind others quotes are as in RFC 4180.",
        HelpName = "NAME|CHARACTER",
        CustomParser = ParseSeparator,
    };

    private readonly Option<bool> _noHeader = new("--no-header")
    {
        Description = "The first row of a table is data: columns have numbers in place of names.",
    };

    private readonly Option<string?> _skipBadRows = new(SkipBadRows)
    {
        Description =
            "Leave out rows that cannot be read, and write each with the reason to this file, a JSON object a line (default: the first ends the command).",
        HelpName = "FILE.jsonl",
    };

    private readonly Option<BadRowLimit?> _maxBadRows = new("--max-bad-rows")
    {
        Description =
            "With --skip-bad-rows: the most rows that may be left out, a number or a share of all such as 0.1%; one more ends the command (default: any number).",
        HelpName = "N|P%",
        CustomParser = ParseLimit,
    };

    /// <param name="command">What they are options of.</param>
    /// <param name="hasLabels">Whether labels are read.</param>
    /// <param name="skips">Whether rows that cannot be read can be left out.</param>
    public RowOptions(Command command, bool hasLabels = true, bool skips = true)
    {
        command.Options.Add(_text);
        if (hasLabels)
        {
            command.Options.Add(_label);
        }

        command.Options.Add(_separator);
        command.Options.Add(_noHeader);
        if (skips)
        {
            command.Options.Add(_skipBadRows);
            command.Options.Add(_maxBadRows);
            command.Validators.Add(RequireFile);
        }

        command.Validators.Add(RequireNumbers);
    }

    /// <summary>The options themselves.</summary>
    public IEnumerable<Option> All => [_text, _label, _separator, _noHeader, _skipBadRows, _maxBadRows];

    /// <summary>The file for rows that are left out; null is none. Each of several tasks has its own: bad-03-of-16.jsonl for bad.jsonl.</summary>
    public string? BadRowsPath(ParseResult arguments, Shard? shard = null) => arguments.GetValue(_skipBadRows) is { } path && shard?.Count > 1
        ? Path.Combine(Path.GetDirectoryName(path) ?? "", $"{Path.GetFileNameWithoutExtension(path)}-{shard}{Path.GetExtension(path)}")
        : arguments.GetValue(_skipBadRows);

    /// <summary>Runs what reads rows; whatever becomes of it, those that were left out are written and counted.</summary>
    public void Run(ParseResult arguments, Terminal terminal, Action<ReadingOptions> run, Shard? shard = null)
    {
        var options = new ReadingOptions
        {
            TextColumn = arguments.GetValue(_text),
            LabelColumn = arguments.GetValue(_label),
            Separator = arguments.GetValue(_separator),
            HasHeader = !arguments.GetValue(_noHeader),
        };
        if (BadRowsPath(arguments, shard) is not { } path)
        {
            run(options);
            return;
        }

        using var badRows = new BadRows(path, arguments.GetValue(_maxBadRows));
        try
        {
            run(options with { BadRows = badRows });
            badRows.CheckLimit();
        }
        catch (Exception)
        {
            badRows.ReportIfAny(terminal.Error);
            throw;
        }

        badRows.Report(terminal.Error);
    }

    private static BadRowLimit? ParseLimit(ArgumentResult result)
    {
        string found = result.Tokens.Single().Value;
        BadRowLimit? limit = BadRowLimit.Parse(found);
        if (limit is null)
        {
            result.AddError($"--max-bad-rows is '{found}': expected a whole number, or a share from 0% to 100%.");
        }

        return limit;
    }

    private static char? ParseSeparator(ArgumentResult result)
    {
        string found = result.Tokens.Single().Value;
        if (SeparatorNames.TryGetValue(found, out char named))
        {
            return named;
        }

        if (found.Length == 1 && !char.IsLetterOrDigit(found[0]) && found[0] is not ('"' or '\r' or '\n'))
        {
            return found[0];
        }

        result.AddError($"--separator is '{found}': expected tab, comma, semicolon, pipe, colon, space or one character that is no letter, digit or quote.");
        return null;
    }

    private void RequireFile(CommandResult command)
    {
        if (command.GetResult(_maxBadRows) is { Implicit: false } && command.GetResult(_skipBadRows) is null or { Implicit: true })
        {
            command.AddError("--max-bad-rows is about rows that are left out: give --skip-bad-rows FILE.jsonl too.");
        }
    }

    private void RequireNumbers(CommandResult command)
    {
        if (command.GetResult(_noHeader) is null or { Implicit: true })
        {
            return;
        }

        foreach (Option<string?> option in (Option<string?>[])[_text, _label])
        {
            if (command.GetResult(option) is { Tokens: [{ Value: var found }] } && !(int.TryParse(found, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0))
            {
                command.AddError($"{option.Name} is '{found}': with --no-header expected the number of a column, from 1.");
            }
        }
    }
}
