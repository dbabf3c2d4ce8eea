using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ContextMemory.MLNet.Numerics;

/// <summary>Copies a right factor into contiguous panels, padded with zeros to a whole number of them.</summary>
internal static unsafe class Packing
{
    private const int Block = 4;

    public static int Length(int depth, int columns, int panelWidth) =>
        checked((columns + panelWidth - 1) / panelWidth * panelWidth * depth);

    /// <summary>B = the transpose of <paramref name="source"/>, packed into memory of the arena.</summary>
    public static Panels Transposed(Matrix source, int panelWidth, Arena arena)
    {
        Matrix target = arena.Allocate(1, Length(source.Columns, source.Rows, panelWidth));
        PackTransposed(source, panelWidth, target.Data);
        return Packed(target.Data, source.Columns, source.Rows, panelWidth);
    }

    /// <summary>B = <paramref name="source"/>, packed into memory of the arena.</summary>
    public static Panels Straight(Matrix source, int panelWidth, Arena arena)
    {
        Matrix target = arena.Allocate(1, Length(source.Rows, source.Columns, panelWidth));
        Pack(source, panelWidth, target.Data);
        return Packed(target.Data, source.Rows, source.Columns, panelWidth);
    }

    public static Panels Packed(float* data, int depth, int columns, int panelWidth) =>
        Panels.Of(data, depth, columns, panelWidth, (nint)depth * panelWidth);

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
        for (int column = 0; column < source.Rows; column += panelWidth)
        {
            float* panel = target + (nint)column * source.Columns;
            int width = Math.Min(panelWidth, source.Rows - column);
            int whole = Sse.IsSupported ? width / Block * Block : 0;
            for (int i = 0; i < whole; i += Block)
            {
                TransposeRows(source, column + i, panel + i, panelWidth);
            }

            for (int i = whole; i < panelWidth; i++)
            {
                for (int depth = 0; depth < source.Columns; depth++)
                {
                    panel[(nint)depth * panelWidth + i] = i < width ? source[column + i, depth] : 0;
                }
            }
        }
    }

    /// <summary>Four rows of the source to four columns of a panel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransposeRows(Matrix source, int row, float* target, int panelWidth)
    {
        float* first = source.RowData(row);
        float* second = source.RowData(row + 1);
        float* third = source.RowData(row + 2);
        float* fourth = source.RowData(row + 3);
        int depth = 0;
        for (; depth <= source.Columns - Block; depth += Block)
        {
            Vector128<float> low = Sse.UnpackLow(Vector128.Load(first + depth), Vector128.Load(second + depth));
            Vector128<float> otherLow = Sse.UnpackLow(Vector128.Load(third + depth), Vector128.Load(fourth + depth));
            Vector128<float> high = Sse.UnpackHigh(Vector128.Load(first + depth), Vector128.Load(second + depth));
            Vector128<float> otherHigh = Sse.UnpackHigh(Vector128.Load(third + depth), Vector128.Load(fourth + depth));
            Sse.MoveLowToHigh(low, otherLow).Store(target);
            Sse.MoveHighToLow(otherLow, low).Store(target + panelWidth);
            Sse.MoveLowToHigh(high, otherHigh).Store(target + 2 * panelWidth);
            Sse.MoveHighToLow(otherHigh, high).Store(target + 3 * panelWidth);
            target += Block * panelWidth;
        }

        for (; depth < source.Columns; depth++, target += panelWidth)
        {
            target[0] = first[depth];
            target[1] = second[depth];
            target[2] = third[depth];
            target[3] = fourth[depth];
        }
    }
}
