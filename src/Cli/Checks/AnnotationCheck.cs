using System.Globalization;
using ContextMemory.MLNet.Text.Files;

namespace ContextMemory.MLNet.Cli.Checks;

/// <summary>Texts with entities in characters, a JSON object a line.</summary>
/// <param name="reading">How rows are read, with their offsets as they are.</param>
/// <param name="offsets">What the offsets of the entities count.</param>
internal sealed class AnnotationCheck(EntityFileOptions reading, OffsetUnit offsets) : RowCheck
{
    private const string Column = "entities";

    private int _entities;
    private int _misfits;
    private bool _fit = true;
    private bool _fitOtherwise = true;

    protected override string LabelColumn => Column;

    protected override string LabelUnit => "entity";

    /// <summary>How many entities do not fit words, and whether they would if offsets counted something else.</summary>
    protected override IEnumerable<Remark> Warnings
    {
        get
        {
            if (_misfits > 0)
            {
                yield return OfAllRows(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{_misfits} of {_entities} cut a word, cover none, or begin or end with a space: they are never found as they are annotated"));
            }

            if (!_fit && _fitOtherwise)
            {
                yield return OfAllRows(offsets == OffsetUnit.Utf16
                    ? "all fit if their offsets count code points, as strings of Python do: use --offsets codepoints"
                    : "all fit if their offsets count UTF-16 units: leave --offsets out");
            }
        }
    }

    public override IEnumerable<CheckedRow> Read(string path) =>
        ReadLines(path, (number, line) => JsonLine.IsBlank(line) ? null : Check(path, number, line));

    protected override string? FindFault(CheckReport report) => EntityFaults.Find(report);

    private static Remark OfAllRows(string message) => new(0, Column, message, IsFault: false);

    private CheckedRow Check(string path, long number, string line)
    {
        AnnotatedDocument document;
        try
        {
            document = EntityFile.ParseJsonl(line, path, number, reading)!;
        }
        catch (EntityDataException exception)
        {
            return CheckedRow.Unreadable(number, line, exception.Fault);
        }

        var row = new EntityPlacement(document.Text, document.ToList(), offsets);
        List<Remark> remarks = [.. EmptyText(number, "text", document.Text)];
        remarks.AddRange(row.Faults().Select(fault => new Remark(number, Column, fault, IsFault: true)));
        string[] misfits = [.. row.Misfits()];
        remarks.AddRange(misfits.Select(misfit => new Remark(number, Column, misfit, IsFault: false)));
        _entities += document.Starts.Length;
        _misfits += misfits.Length;
        _fit &= row.Fits(offsets);
        _fitOtherwise &= row.Fits(offsets == OffsetUnit.Utf16 ? OffsetUnit.CodePoints : OffsetUnit.Utf16);
        return new CheckedRow(number, document.Text, row.TokenCount, [.. row.TypesLearned()], remarks);
    }
}
