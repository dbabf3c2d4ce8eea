using System.Globalization;
using ContextMemory.MLNet.Cli.Errors;

namespace ContextMemory.MLNet.Cli.Data;

/// <summary>How rows are read, where the command line says more than the file's name does; null is what was not given.</summary>
internal sealed record ReadingOptions
{
    /// <summary>What is not given: rows are read as the end of the file's name says, and the first that is faulty ends the command.</summary>
    public static ReadingOptions Default { get; } = new();

    /// <summary>The column or member with the text: its name, or in a table without a header its number from 1.</summary>
    public string? TextColumn { get; init; }

    /// <summary>The column or member with what is to be learned, like <see cref="TextColumn"/>.</summary>
    public string? LabelColumn { get; init; }

    /// <summary>What stands between the columns of a table.</summary>
    public char? Separator { get; init; }

    /// <summary>Whether the first row of a table names its columns.</summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>The columns that go with a row to what is written of it.</summary>
    public KeptColumns Kept { get; init; } = KeptColumns.None;

    /// <summary>Where rows go that cannot be read; without it the first ends the command.</summary>
    public BadRows? BadRows { get; init; }

    /// <summary>Whether a file is a table with columns, though the end of its name may not say so.</summary>
    public bool IsTable => IsTableOnly || TextColumn is not null || LabelColumn is not null || Kept.Names is { Count: > 0 };

    /// <summary>Whether a file with columns of tokens and tags, which have numbers and no names, can be meant.</summary>
    public bool CanBeOfTags => !IsTableOnly && IsNumber(TextColumn) && IsNumber(LabelColumn);

    /// <summary>The same for a file of objects.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FailureException">Something was given that only a table has.</exception>
    public ReadingOptions ForJsonl(string path) => IsTableOnly
        ? throw new FailureException($"'{path}' has {(ParquetFile.Is(path) ? "columns with types" : "a JSON object a line")}: --separator and --no-header are for tables only.")
        : this;

    private bool IsTableOnly => Separator is not null || !HasHeader;

    private static bool IsNumber(string? column) => column is null || (int.TryParse(column, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0);
}
