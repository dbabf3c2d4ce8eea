using ContextMemory.MLNet.Corpus;

namespace ContextMemory.MLNet.Tasks.Summarization;

/// <summary>Documents as the model reads them, in memory as far as there is room.</summary>
internal sealed class EncodedDocumentStore(MemoryRoom room) : RowStore<EncodedDocument>(room)
{
    private const int BytesOfArray = 24;

    protected override long SizeOf(EncodedDocument row) =>
        5 * BytesOfArray + sizeof(float) * (long)row.Features.Length + row.Codes.Concat(row.Cues).Sum(codes => IntPtr.Size + BytesOfArray + sizeof(int) * (long)codes.Length);

    protected override int[] Pack(EncodedDocument row) => new IntegerPack().Add(row.Codes).Add(row.Cues).Add(row.Features).ToArray();

    protected override EncodedDocument Unpack(int[] packed)
    {
        var reader = new IntegerPack.Reader(packed);
        return new EncodedDocument(reader.Arrays(), reader.Arrays(), reader.Floats());
    }
}
