namespace ContextMemory.MLNet.Corpus;

/// <summary>Documents as token codes, in memory as far as there is room.</summary>
internal sealed class DocumentStore(MemoryRoom room) : RowStore<int[]>(room)
{
    // Of an array beside its values.
    private const int BytesOfArray = 24;

    protected override long SizeOf(int[] row) => BytesOfArray + (long)row.Length * sizeof(int);

    protected override int[] Pack(int[] row) => row;

    protected override int[] Unpack(int[] packed) => packed;
}
