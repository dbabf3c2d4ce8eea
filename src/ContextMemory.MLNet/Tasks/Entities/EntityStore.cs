using ContextMemory.MLNet.Corpus;

namespace ContextMemory.MLNet.Tasks.Entities;

/// <summary>Texts with tags as codes, in memory as far as there is room.</summary>
internal sealed class EntityStore(MemoryRoom room) : RowStore<TaggedCodes>(room)
{
    // Of two records and nine arrays beside their values.
    private const int BytesOfObjects = 344;
    private const int BytesOfArray = 24;

    protected override long SizeOf(TaggedCodes row)
    {
        EntityCodes codes = row.Codes;
        long integers = row.Tags.Length + codes.Words.Length + codes.NGrams.Length + codes.Spelling.Length + codes.Context.Length + codes.Repeats.Length + codes.Pieces.Length;
        long ofCharacters = codes.Characters.Distinct().Sum(word => BytesOfArray + (long)word.Length * sizeof(int)) + (long)codes.Characters.Length * IntPtr.Size;
        return BytesOfObjects + integers * sizeof(int) + codes.Blanks.Length + ofCharacters;
    }

    protected override int[] Pack(TaggedCodes row) => new IntegerPack()
        .Add(row.Tags)
        .Add(row.Codes.Words)
        .Add(row.Codes.NGrams)
        .Add(row.Codes.Spelling)
        .Add(row.Codes.Context)
        .Add(row.Codes.Repeats)
        .Add(Array.ConvertAll(row.Codes.Blanks, isBlank => isBlank ? 1 : 0))
        .Add(row.Codes.Characters)
        .Add(row.Codes.Pieces)
        .ToArray();

    protected override TaggedCodes Unpack(int[] packed)
    {
        var reader = new IntegerPack.Reader(packed);
        int[] tags = reader.Integers();
        return new TaggedCodes(
            new EntityCodes(
                reader.Integers(),
                reader.Integers(),
                reader.Integers(),
                reader.Integers(),
                reader.Integers(),
                Array.ConvertAll(reader.Integers(), blank => blank != 0),
                reader.Arrays())
            {
                Pieces = reader.Integers(),
            },
            tags);
    }
}
