namespace ContextMemory.MLNet.Numerics;

/// <summary>
/// A copy of a weight matrix of 8 bits a value, each column with a step of its own. A panel holds, for each four rows of the matrix, four
/// bytes of each of its columns.
/// </summary>
internal sealed unsafe class QuantizedMatrix(int depth, int columns, int panelWidth) : IPackedFactor
{
    private readonly AlignedBuffer _buffer = new(Length(depth, columns, panelWidth));

    public Panels Panels =>
        Panels.Quantized(_buffer.Data, depth, columns, panelWidth, Steps, Steps + PaddedColumns(columns, panelWidth));

    private float* Steps => _buffer.Data + (nint)PaddedColumns(columns, panelWidth) * Panels.Groups(depth);

    public void PackTransposed(Matrix source)
    {
        _buffer.Span.Clear();
        float* sums = Steps + PaddedColumns(columns, panelWidth);
        for (int column = 0; column < columns; column++)
        {
            ReadOnlySpan<float> values = source.Row(column);
            float step = Quantization.StepOf(values, Quantization.WeightLevels);
            sbyte* target = (sbyte*)(_buffer.Data + (nint)(column / panelWidth) * Panels.Groups(depth) * panelWidth + column % panelWidth);
            int sum = 0;
            for (int i = 0; i < values.Length; i++)
            {
                sbyte code = Quantization.CodeOf(values[i], step);
                target[(nint)(i / Panels.GroupSize) * panelWidth * Panels.GroupSize + i % Panels.GroupSize] = code;
                sum += code;
            }

            Steps[column] = step;
            sums[column] = sum;
        }
    }

    private static int Length(int depth, int columns, int panelWidth) =>
        checked(PaddedColumns(columns, panelWidth) * (Panels.Groups(depth) + 2));

    private static int PaddedColumns(int columns, int panelWidth) => (columns + panelWidth - 1) / panelWidth * panelWidth;
}
