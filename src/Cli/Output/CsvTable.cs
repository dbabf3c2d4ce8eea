using System.Buffers;
using System.Globalization;

namespace ContextMemory.MLNet.Cli.Output;

/// <summary>A table with a header and commas between the columns, with quotes as in RFC 4180 where they are needed; lines end with LF.</summary>
internal sealed class CsvTable(IReadOnlyList<string> kept, IEnumerable<TableColumn> predicted, TextWriter output) : PredictionTable(kept, predicted)
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create("\",\r\n");

    public override void Begin(OutputFile? file) => WriteLine([.. Columns.Select(column => column.Name)]);

    public override void End()
    {
    }

    public override void Write(ReadOnlySpan<object?> values) => WriteLine(values);

    private void WriteLine(ReadOnlySpan<object?> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (i > 0)
            {
                output.Write(',');
            }

            WriteField(Convert.ToString(values[i], CultureInfo.InvariantCulture) ?? "");
        }

        output.WriteLine();
    }

    private void WriteField(string value)
    {
        if (value.AsSpan().ContainsAny(Quoted))
        {
            output.Write('"');
            output.Write(value.Replace("\"", "\"\"", StringComparison.Ordinal));
            output.Write('"');
        }
        else
        {
            output.Write(value);
        }
    }
}
