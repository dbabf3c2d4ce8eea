using System.Globalization;

namespace ContextMemory.MLNet.Cli.Checks;

/// <summary>What is odd about the labels of a file.</summary>
internal static class LabelRemarks
{
    /// <param name="labels">How often each label occurs.</param>
    /// <param name="column">The column or member that has them.</param>
    /// <param name="unit">What a label is counted in, in the singular.</param>
    public static IEnumerable<Remark> Of(IReadOnlyDictionary<string, LabelCount> labels, string column, string unit)
    {
        foreach (IGrouping<string, KeyValuePair<string, LabelCount>> alike in labels.GroupBy(label => Form(label.Key)).Where(alike => alike.Count() > 1))
        {
            string[] names = [.. alike.OrderBy(label => label.Value.Place).Select(label => $"'{label.Key}' (line {Number(label.Value.Place)})")];
            yield return new Remark(
                alike.Max(label => label.Value.Place),
                column,
                $"{string.Join(", ", names[..^1])} and {names[^1]} are different labels, though they differ only in space, case, Unicode form " +
                "or the way a number is written",
                IsFault: false);
        }

        foreach ((string label, LabelCount count) in labels.Where(label => label.Value.Rows == 1))
        {
            yield return new Remark(count.Place, column, $"the label '{label}' has one {unit} only", IsFault: false);
        }
    }

    /// <summary>What labels have in common that a person takes for the same.</summary>
    private static string Form(string label)
    {
        string form = string.Join(' ', label.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToUpperInvariant();
        return double.TryParse(form, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? number.ToString("R", CultureInfo.InvariantCulture)
            : form;
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
