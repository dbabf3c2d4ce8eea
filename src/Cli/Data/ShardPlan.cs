namespace ContextMemory.MLNet.Cli.Data;

/// <summary>
/// Which task reads what. The files, one after another, are cut into as many ranges of bytes as there are tasks. A row goes to the task in
/// whose range it begins; a row group of Parquet stands at its share of the file's bytes. A file that cannot be cut, because it is compressed
/// or may have line ends within quotes, goes to the task in whose range it begins.
/// </summary>
internal static class ShardPlan
{
    /// <summary>What a task reads, in order; nothing where there are more tasks than pieces.</summary>
    /// <param name="files">All of the input.</param>
    /// <param name="shard">The task.</param>
    /// <param name="reading">How rows are read.</param>
    public static IReadOnlyList<InputPiece> Of(IReadOnlyList<string> files, Shard shard, ReadingOptions reading)
    {
        if (shard.Count == 1)
        {
            return [.. files.Select(file => new InputPiece(file) { Bytes = InputFile.SizeOf(file) })];
        }

        long[] sizes = [.. files.Select(InputFile.LengthOf)];
        long all = sizes.Sum();
        long begin = Cut(all, shard.Number - 1, shard.Count);
        long end = Cut(all, shard.Number, shard.Count);
        var pieces = new List<InputPiece>();
        foreach ((string file, long size) in files.Zip(sizes))
        {
            if (begin < size && end > 0 && PieceOf(file, size, begin, end, reading) is { } piece)
            {
                pieces.Add(piece);
            }

            begin -= size;
            end -= size;
        }

        return pieces;
    }

    /// <summary>Whether several tasks can each read a range of a file's bytes.</summary>
    public static bool CanBeCut(string file, ReadingOptions reading) =>
        ParquetFile.Is(file) || (CompressedName.CompressionOf(file) == Compression.None && DataFile.UnlabeledFormat(file, reading).CanBeShared);

    /// <summary>The piece of a file of which it has the bytes from <paramref name="begin"/>, which may be before it; null where it has none.</summary>
    private static InputPiece? PieceOf(string file, long size, long begin, long end, ReadingOptions reading)
    {
        if (!CanBeCut(file, reading))
        {
            return begin <= 0 ? new InputPiece(file) { Bytes = size } : null;
        }

        var piece = new InputPiece(file) { Start = Math.Max(0, begin), End = Math.Min(size, end) };
        piece = piece with { Bytes = piece.End.Value - piece.Start };
        if (!ParquetFile.Is(file))
        {
            return piece;
        }

        using ParquetFile parquet = ParquetFile.Open(file);
        int groups = parquet.GroupRows.Count;
        int first = Enumerable.Range(0, groups).Count(group => Cut(size, group, groups) < begin);
        int last = Enumerable.Range(0, groups).Count(group => Cut(size, group, groups) < end);
        return first < last ? piece with { Start = first, End = last } : null;
    }

    private static long Cut(long length, int number, int count) => (long)((Int128)length * number / count);
}
