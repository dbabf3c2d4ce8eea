namespace ContextMemory.MLNet.Tasks.Classification.NGrams;

/// <summary>A sparse matrix, row by row.</summary>
/// <param name="Starts">Where each row begins in the other two, and the end of the last.</param>
/// <param name="Columns">Of the values that are not zero, ascending within a row.</param>
/// <param name="Values">These values.</param>
internal sealed record CompressedRows(int[] Starts, int[] Columns, float[] Values)
{
    public int Count => Starts.Length - 1;

    public ReadOnlySpan<int> ColumnsOf(int row) => Columns.AsSpan(Starts[row]..Starts[row + 1]);

    public ReadOnlySpan<float> ValuesOf(int row) => Values.AsSpan(Starts[row]..Starts[row + 1]);

    /// <summary>Whether the parts go together and name none but so many columns: asked of what was read from a file.</summary>
    public bool IsSound(int columns) =>
        Starts is [0, ..] && Starts[^1] == Columns.Length
        && Starts.Zip(Starts.Skip(1)).All(pair => pair.First <= pair.Second)
        && Columns.All(column => column >= 0 && column < columns);

    /// <summary>Adds a row, multiplied by a factor, to a vector that has a place for each column.</summary>
    public void AddRow(int row, float factor, Span<float> sum)
    {
        ReadOnlySpan<int> columns = ColumnsOf(row);
        ReadOnlySpan<float> values = ValuesOf(row);
        for (int i = 0; i < columns.Length; i++)
        {
            sum[columns[i]] += factor * values[i];
        }
    }

    /// <summary>The same matrix, column by column.</summary>
    /// <param name="columns">Their number.</param>
    public CompressedRows Transpose(int columns)
    {
        var starts = new int[columns + 1];
        foreach (int column in Columns)
        {
            starts[column + 1]++;
        }

        for (int column = 0; column < columns; column++)
        {
            starts[column + 1] += starts[column];
        }

        int[] next = starts[..^1];
        var rows = new int[Columns.Length];
        var values = new float[Columns.Length];
        for (int row = 0; row < Count; row++)
        {
            for (int i = Starts[row]; i < Starts[row + 1]; i++)
            {
                int place = next[Columns[i]]++;
                rows[place] = row;
                values[place] = Values[i];
            }
        }

        return new CompressedRows(starts, rows, values);
    }
}
