using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ContextMemory.MLNet.Cli.Output;

namespace ContextMemory.MLNet.Cli.Checks;

/// <summary>What is found out about a file row by row.</summary>
/// <param name="path">The file.</param>
internal sealed class CheckReport(string path)
{
    private const int ShownRemarks = 50;

    private readonly SortedDictionary<string, LabelCount> _labels = new(CanonicalComparer.Instance);

    // By hashes: the texts themselves would take as much memory as the file.
    private readonly Dictionary<ulong, (long Place, ulong Labels)> _firstRows = [];
    private readonly List<int> _lengths = [];
    private readonly List<Remark> _remarks = [];
    private string? _unreadable;
    private long _remarkCount;

    /// <summary>What keeps the file from being learned from.</summary>
    public long Faults { get; private set; }

    /// <summary>What can be learned from, but should be looked at.</summary>
    public long Warnings { get; private set; }

    public long Rows => _lengths.Count;

    public long Tokens => _lengths.Sum(length => (long)length);

    public IReadOnlyDictionary<string, LabelCount> Labels => _labels;

    public void Add(CheckedRow row)
    {
        _lengths.Add(row.Tokens);
        foreach (string label in row.Labels)
        {
            LabelCount? count = _labels.GetValueOrDefault(label);
            _labels[label] = count?.With(label, row.Place) ?? new LabelCount(label, Rows: 1, row.Place, OtherPlace: 0);
        }

        foreach (Remark remark in row.Remarks)
        {
            Add(remark);
        }

        ulong text = HashOf(row.Text);
        ulong labels = HashOf(string.Join('\n', row.Labels));
        if (!_firstRows.TryAdd(text, (row.Place, labels)))
        {
            string difference = _firstRows[text].Labels == labels ? "" : ", with other labels";
            Add(new Remark(row.Place, "text", $"the same text is in line {Number(_firstRows[text].Place)}{difference}", IsFault: false));
        }
    }

    public void Add(Remark remark)
    {
        _remarkCount++;
        if (remark.IsFault)
        {
            Faults++;
        }
        else
        {
            Warnings++;
        }

        // What is said of all rows is said however many remarks there are of single ones.
        if (remark.Line == 0 || _remarks.Count < ShownRemarks)
        {
            _remarks.Add(remark);
        }
    }

    /// <summary>Notes why the file cannot be read any further.</summary>
    /// <param name="message">What is wrong, with its place.</param>
    public void AddUnreadable(string message)
    {
        Faults++;
        _unreadable = message;
    }

    /// <summary>Notes a row whose text is also in another file.</summary>
    public void AddOverlap(CheckedRow row, string otherPath)
    {
        if (_firstRows.TryGetValue(HashOf(row.Text), out (long Place, ulong Labels) own))
        {
            Add(new Remark(own.Place, "text", $"the same text is in {otherPath}:{Number(row.Place)}", IsFault: false));
        }
    }

    public void Write(TextWriter output)
    {
        foreach (Remark remark in _remarks)
        {
            string place = remark.Line > 0 ? $"{path}:{Number(remark.Line)}" : path;
            string kind = remark.IsFault ? "" : "warning: ";
            output.WriteLine(Printable.Value($"{place}: {remark.Column}: {kind}{remark.Message}."));
        }

        if (_remarkCount > _remarks.Count)
        {
            output.WriteLine($"... and {Number(_remarkCount - _remarks.Count)} more.");
        }

        if (_unreadable is not null)
        {
            output.WriteLine(Printable.Value(_unreadable));
        }

        output.WriteLine($"{Number(Rows)} rows, {Number(Tokens)} tokens.");
        if (_lengths.Count > 0)
        {
            _lengths.Sort();
            output.WriteLine(
                $"Tokens a row: least {Quantile(0)}, a quarter up to {Quantile(0.25)}, half {Quantile(0.5)}, three quarters {Quantile(0.75)}, " +
                $"95% {Quantile(0.95)}, most {Quantile(1)}.");
        }

        if (_labels.Count > 0)
        {
            IEnumerable<string> counts = _labels
                .OrderByDescending(label => label.Value.Rows)
                .Select(label => $"{Printable.Value(label.Key)} {Number(label.Value.Rows)}");
            output.WriteLine($"Labels: {string.Join(", ", counts)}.");
        }

        output.WriteLine($"{Number(Faults)} faults, {Number(Warnings)} warnings.");
    }

    // The first bytes of a hash that no file is made to collide in.
    private static ulong HashOf(string text) =>
        BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(MemoryMarshal.AsBytes(CanonicalComparer.Canonical(text).AsSpan())));

    private string Quantile(double share) => Number(_lengths[(int)Math.Ceiling(share * (_lengths.Count - 1))]);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
