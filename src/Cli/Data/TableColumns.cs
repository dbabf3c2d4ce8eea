using System.Globalization;

namespace ContextMemory.MLNet.Cli.Data;

/// <summary>Which columns of a table hold what.</summary>
internal sealed class TableColumns
{
    private readonly string[] _names;
    private readonly int _text;
    private readonly int _label;
    private readonly int[] _kept;
    private readonly bool _hasHeader;

    private TableColumns(string[] names, int text, int label, int[] kept, bool hasHeader)
    {
        _names = names;
        _text = text;
        _label = label;
        _kept = kept;
        _hasHeader = hasHeader;
    }

    /// <summary>The names of those that go with a row to what is written of it.</summary>
    public IReadOnlyList<string> KeptNames => [.. _kept.Select(column => _names[column])];

    /// <param name="first">The first row: the header, or data where there is none.</param>
    /// <param name="options">Which columns are meant.</param>
    /// <param name="labeled">Whether every row has a label; where not, no columns but the text and those that are kept are looked at.</param>
    /// <param name="failure">Makes the exception that says what is wrong with the row, what was expected, and what was found before its text.</param>
    public static TableColumns Find(string[] first, ReadingOptions options, bool labeled, Func<string, string, string, Exception> failure)
    {
        string[] names = options.HasHeader
            ? [.. first.Select(name => name.Trim())]
            : [.. Enumerable.Range(1, first.Length).Select(number => number.ToString(CultureInfo.InvariantCulture))];
        int text = IndexOf(options.TextColumn ?? (options.HasHeader ? "text" : "2"));
        int label = labeled ? IndexOf(options.LabelColumn ?? (options.HasHeader ? "label" : "1")) : -1;
        if (text == label)
        {
            throw failure($"the column '{names[text]}' cannot be text and label", "two columns", "");
        }

        int[] kept = labeled ? []
            : options.Kept.Names is { } wanted ? [.. wanted.Select(IndexOf)]
            : [.. Enumerable.Range(0, names.Length).Where(column => column != text)];
        return new TableColumns(ColumnNames.Distinct(names), text, label, kept, options.HasHeader);

        int IndexOf(string wanted)
        {
            int[] found = Indices(StringComparison.Ordinal) is { Length: > 0 } exact ? exact : Indices(StringComparison.OrdinalIgnoreCase);
            return found.Length > 0 ? found[0]
                : options.HasHeader ? throw failure($"there is no column '{wanted}'", Expected(wanted), "")
                : throw failure($"there is no column {wanted}", $"a number from 1 to {names.Length}", "");

            int[] Indices(StringComparison comparison) =>
                [.. Enumerable.Range(0, names.Length).Where(column => names[column].Equals(wanted, comparison))];
        }

        string Expected(string wanted)
        {
            bool isUsual = options.TextColumn is null && options.LabelColumn is null && options.Kept.Names is not { Count: > 0 };
            string header = isUsual && labeled ? "a header with label and text" : $"a header with {wanted}";
            string names = isUsual ? $"; other names are given with --text-column{(labeled ? " and --label-column" : "")}" : "";
            string separator = first.Length == 1 ? "; another separator with --separator" : "";
            string remedies = $"{names}{separator}";
            return remedies.Length == 0 ? header : $"{header} ({remedies[2..]})";
        }
    }

    /// <param name="values">The values of a row.</param>
    /// <param name="failure">Makes the exception that says what is wrong with it, what was expected, and what was found before its text.</param>
    public LabeledRow RowOf(string[] values, Func<string, string, string, Exception> failure)
    {
        if (values.Length != _names.Length)
        {
            throw failure(
                $"the row has another number of columns than the {(_hasHeader ? "header" : "first")}", Count(_names.Length), $"{Count(values.Length)} in ");
        }

        if (_label >= 0 && string.IsNullOrWhiteSpace(values[_label]))
        {
            throw failure("the label is empty", $"a value in the column {_names[_label]}", "");
        }

        return new LabeledRow(_label < 0 ? "" : values[_label], values[_text])
        {
            Kept = _kept.Length == 0 ? [] : [.. _kept.Select(column => new KeptColumn(_names[column], values[column]))],
        };
    }

    private static string Count(int number) => number.ToString(CultureInfo.InvariantCulture);
}
