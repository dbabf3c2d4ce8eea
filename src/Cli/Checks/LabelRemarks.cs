using System.Globalization;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Cli.Checks;

/// <summary>What is odd about the labels of a file.</summary>
internal static class LabelRemarks
{
    /// <param name="labels">How often each label occurs.</param>
    /// <param name="column">The column or member that has them.</param>
    /// <param name="unit">What a label is counted in, in the singular.</param>
    public static IEnumerable<Remark> Of(IReadOnlyDictionary<string, LabelCount> labels, string column, string unit)
    {
        foreach (IGrouping<string, KeyValuePair<string, LabelCount>> alike in labels.GroupBy(label => LabelForm.Of(label.Key)))
        {
            if (alike.Count() > 1)
            {
                yield return Alike([.. alike.OrderBy(label => label.Value.Place)], column);
            }
        }

        foreach (LabelCount count in labels.Values.Where(count => count.OtherPlace > 0))
        {
            yield return new Remark(
                count.OtherPlace,
                column,
                $"the label '{count.Name}' is written in another Unicode form than in line {Number(count.Place)}; both are taken for one label",
                IsFault: false);
        }

        foreach ((string label, LabelCount count) in labels.Where(label => label.Value.Rows == 1))
        {
            yield return new Remark(count.Place, column, $"the label '{label}' has one {unit} only", IsFault: false);
        }
    }

    private static Remark Alike(KeyValuePair<string, LabelCount>[] labels, string column)
    {
        string[] names = [.. labels.Select(label => $"'{label.Key}' (line {Number(label.Value.Place)})")];
        return new Remark(
            labels[^1].Value.Place,
            column,
            $"{string.Join(", ", names[..^1])} and {names[^1]} are different labels, though they differ only in space, case, Unicode form " +
            "or the way a number is written",
            IsFault: false);
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
