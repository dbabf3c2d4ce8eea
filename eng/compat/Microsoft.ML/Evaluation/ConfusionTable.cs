using System.Text;

namespace Microsoft.ML.Data;

/// <summary>The confusion matrix as a table for the terminal, laid out as ML.NET lays it out.</summary>
internal static class ConfusionTable
{
    public static string Format(ConfusionMatrix matrix, string[] classNames, bool isBinary)
    {
        int count = matrix.NumberOfClasses;
        int width = count == 2 ? 8 : 5;
        int longestName = classNames.Max(name => name.Length);
        // Names that do not fit into the columns stand in the rows only; numbers say which column is which.
        bool numbersColumns = longestName > width;
        int digits = Math.Max(count - 1, 0).ToString().Length;
        int labelWidth = Math.Max("PREDICTED".Length, numbersColumns ? longestName + digits + 2 : longestName);
        string pad = new(' ', labelWidth - "PREDICTED".Length);
        string line = string.Concat(Enumerable.Repeat(count > 2 ? "========" : "===========", count));

        string RowLabel(int i) => numbersColumns
            ? $"{i.ToString().PadLeft(digits)}. {classNames[i].PadLeft(labelWidth - digits - 2)} ||"
            : $"{classNames[i].PadLeft(labelWidth)} ||";

        var table = new StringBuilder();
        if (count == 2 && isBinary)
        {
            double positive = matrix.Counts[0].Sum();
            double negative = matrix.Counts[1].Sum();
            table.Append($"TEST {classNames[0].ToUpper()} RATIO:\t{positive / (positive + negative):N4} ({positive:F1}/({positive:F1}+{negative:F1}))");
        }
        table.AppendLine().AppendLine("Confusion table");
        table.AppendLine($"          {pad}||{line}");
        table.Append($"PREDICTED {pad}||");
        for (int i = 0; i < count; i++)
        {
            table.Append($" {(numbersColumns ? i.ToString() : classNames[i]).PadLeft(width)} |");
        }
        table.AppendLine(" Recall");
        table.AppendLine($"TRUTH     {pad}||{line}");
        for (int i = 0; i < count; i++)
        {
            table.Append(RowLabel(i));
            foreach (double cell in matrix.Counts[i])
            {
                table.Append($" {cell.ToString("N0").PadLeft(width)} |");
            }
            table.AppendLine($" {matrix.PerClassRecall[i].ToString("F4").PadLeft(5)}");
        }
        table.AppendLine($"          {pad}||{line}");
        table.Append($"Precision {pad}||");
        foreach (double precision in matrix.PerClassPrecision)
        {
            table.Append($"{precision.ToString("N4").PadLeft(width + 1)} |");
        }
        return table.AppendLine().ToString();
    }
}
