using System.Globalization;
using ContextMemory.MLNet.Cli.Output;

namespace ContextMemory.MLNet.Cli.Checks;

/// <summary>What is found out about a file row by row.</summary>
/// <param name="path">The file.</param>
internal sealed class CheckReport(string path)
{
    private const int ShownRemarks = 50;

    private readonly SortedDictionary<string, long> _labels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CheckedRow> _firstRows = new(StringComparer.Ordinal);
    private readonly List<int> _lengths = [];
    private readonly List<Remark> _remarks = [];
    private long _remarkCount;

    /// <summary>What keeps the file from being learned from.</summary>
    public long Faults { get; private set; }

    /// <summary>What can be learned from, but should be looked at.</summary>
    public long Warnings => _remarkCount - Faults;

    public void Add(CheckedRow row)
    {
        _lengths.Add(row.Tokens);
        foreach (string label in row.Labels)
        {
            _labels[label] = _labels.GetValueOrDefault(label) + 1;
        }

        foreach (Remark remark in row.Remarks)
        {
            Add(remark);
        }

        if (!_firstRows.TryAdd(row.Text, row))
        {
            CheckedRow first = _firstRows[row.Text];
            string difference = first.Labels.SequenceEqual(row.Labels) ? "" : ", with other labels";
            Add(new Remark(row.Place, "text", $"the same text is in line {Number(first.Place)}{difference}", IsFault: false));
        }
    }

    /// <summary>Notes a row whose text is also in another file.</summary>
    public void AddOverlap(CheckedRow row, string otherPath)
    {
        if (_firstRows.TryGetValue(row.Text, out CheckedRow? own))
        {
            Add(new Remark(own.Place, "text", $"the same text is in {otherPath}:{Number(row.Place)}", IsFault: false));
        }
    }

    public void Write(TextWriter output)
    {
        foreach (Remark remark in _remarks)
        {
            string kind = remark.IsFault ? "" : "warning: ";
            output.WriteLine(Printable.Value($"{path}:{Number(remark.Line)}: {remark.Column}: {kind}{remark.Message}."));
        }

        if (_remarkCount > _remarks.Count)
        {
            output.WriteLine($"... and {Number(_remarkCount - _remarks.Count)} more.");
        }

        output.WriteLine($"{Number(_lengths.Count)} rows, {Number(_lengths.Sum(length => (long)length))} tokens.");
        if (_lengths.Count > 0)
        {
            _lengths.Sort();
            output.WriteLine(
                $"Tokens a row: least {Quantile(0)}, a quarter up to {Quantile(0.25)}, half {Quantile(0.5)}, three quarters {Quantile(0.75)}, " +
                $"95% {Quantile(0.95)}, most {Quantile(1)}.");
        }

        if (_labels.Count > 0)
        {
            output.WriteLine($"Labels: {string.Join(", ", _labels.OrderByDescending(pair => pair.Value).Select(pair => $"{Printable.Value(pair.Key)} {Number(pair.Value)}"))}.");
        }

        output.WriteLine($"{Number(Faults)} faults, {Number(Warnings)} warnings.");
    }

    private void Add(Remark remark)
    {
        _remarkCount++;
        Faults += remark.IsFault ? 1 : 0;
        if (_remarks.Count < ShownRemarks)
        {
            _remarks.Add(remark);
        }
    }

    private string Quantile(double share) => Number(_lengths[(int)Math.Ceiling(share * (_lengths.Count - 1))]);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
