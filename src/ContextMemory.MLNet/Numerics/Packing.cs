namespace ContextMemory.MLNet.Numerics;

/// <summary>Copies a right factor into contiguous panels, padded with zeros to a whole number of them.</summary>
internal static unsafe class Packing
{
    public static int Length(int depth, int columns, int panelWidth) =>
        checked((columns + panelWidth - 1) / panelWidth * panelWidth * depth);

    /// <summary>B = the transpose of <paramref name="source"/>, packed into memory of the arena.</summary>
    public static Panels Transposed(Matrix source, int panelWidth, Arena arena)
    {
        Matrix target = arena.Allocate(1, Length(source.Columns, source.Rows, panelWidth));
        PackTransposed(source, panelWidth, target.Data);
        return Packed(target.Data, source.Columns, source.Rows, panelWidth);
    }

    public static Panels Packed(float* data, int depth, int columns, int panelWidth) =>
        new(data, depth, columns, panelWidth, (nint)depth * panelWidth);

    /// <summary>B = <paramref name="source"/> [depth x columns].</summary>
    public static void Pack(Matrix source, int panelWidth, float* target)
    {
        for (int column = 0; column < source.Columns; column += panelWidth)
        {
            int width = Math.Min(panelWidth, source.Columns - column);
            float* panel = target + (nint)column * source.Rows;
            for (int row = 0; row < source.Rows; row++)
            {
                var line = new Span<float>(panel + (nint)row * panelWidth, panelWidth);
                source.Row(row).Slice(column, width).CopyTo(line);
                line[width..].Clear();
            }
        }
    }

    /// <summary>B = the transpose of <paramref name="source"/> [columns x depth].</summary>
    public static void PackTransposed(Matrix source, int panelWidth, float* target)
    {
        int depth = source.Columns;
        int padded = (source.Rows + panelWidth - 1) / panelWidth * panelWidth;
        for (int column = 0; column < padded; column++)
        {
            float* line = target + (nint)(column / panelWidth) * depth * panelWidth + column % panelWidth;
            float* from = column < source.Rows ? source.RowData(column) : null;
            for (int row = 0; row < depth; row++)
            {
                line[(nint)row * panelWidth] = from is null ? 0 : from[row];
            }
        }
    }
}
