using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Layers.Recurrent;

/// <summary>Steps that are read one after another, from one place to before another, and the rows that they have together.</summary>
internal readonly record struct StepChunk(int Start, int End, int FirstRow, int RowCount)
{
    public Matrix Of(Matrix rows) => rows.RowRange(FirstRow, RowCount);
}
