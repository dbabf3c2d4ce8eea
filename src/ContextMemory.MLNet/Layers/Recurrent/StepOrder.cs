namespace ContextMemory.MLNet.Layers.Recurrent;

/// <summary>
/// The steps of a time-major batch in the order in which one direction reads them. Sequences are ordered longest first, so those at work in
/// a step are the first ones, and a sequence has the same place in every step.
/// </summary>
internal readonly struct StepOrder(SequenceBatch batch, bool reverse)
{
    // What a layer keeps of so many rows stays in the second level cache, from the product before the steps to those behind them.
    private const int ChunkRows = 192;

    public int Count => batch.StepCount;

    /// <summary>The most rows that a chunk can have.</summary>
    public int MostChunkRows => Math.Min(batch.RowCount, Math.Max(batch.Count, ChunkRows));

    /// <summary>The step that is read at a place.</summary>
    public int At(int place) => reverse ? batch.StepCount - 1 - place : place;

    public int Offset(int step) => batch.StepOffset(step);

    /// <summary>Sequences at work in a step: the first ones.</summary>
    public int Size(int step) => batch.StepSize(step);

    /// <summary>Which row of the batch each sequence at work in a step reads.</summary>
    public ReadOnlySpan<int> Rows(int step) => batch.TimeMajorRows.Slice(Offset(step), Size(step));

    /// <summary>How many sequences of a step go on to the step read after it, and where that step's rows start.</summary>
    public int Followed(int step, out int after)
    {
        int other = reverse ? step - 1 : step + 1;
        after = other >= 0 && other < batch.StepCount ? batch.StepOffset(other) : 0;
        return reverse ? step > 0 ? batch.StepSize(step) : 0 : batch.StepSize(other);
    }

    /// <summary>As many steps from a place on as are read together.</summary>
    public StepChunk ChunkFrom(int place)
    {
        int end = place;
        int rows = 0;
        do
        {
            rows += Size(At(end++));
        }
        while (end < Count && rows + Size(At(end)) <= ChunkRows);
        return Chunk(place, end, rows);
    }

    /// <summary>As many steps before a place as are read together in the backward pass.</summary>
    public StepChunk ChunkBefore(int end)
    {
        int place = end;
        int rows = 0;
        do
        {
            rows += Size(At(--place));
        }
        while (place > 0 && rows + Size(At(place - 1)) <= ChunkRows);
        return Chunk(place, end, rows);
    }

    private StepChunk Chunk(int start, int end, int rows) => new(start, end, Offset(At(reverse ? end - 1 : start)), rows);
}
