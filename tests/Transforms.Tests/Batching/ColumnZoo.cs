using Microsoft.ML;
using Microsoft.ML.Data;

namespace Transforms.Tests.Batching;

/// <summary>A row with a column of every kind that may lie beside a text.</summary>
internal sealed class ZooRow
{
    public int Id { get; set; }

    public string Text { get; set; } = "";

    public bool Flag { get; set; }

    public sbyte Int8 { get; set; }

    public byte UInt8 { get; set; }

    public short Int16 { get; set; }

    public ushort UInt16 { get; set; }

    public uint UInt32 { get; set; }

    public long Int64 { get; set; }

    public ulong UInt64 { get; set; }

    public float Single { get; set; }

    public double Double { get; set; }

    public DateTime When { get; set; }

    public TimeSpan Span { get; set; }

    [KeyType(7)]
    public uint Key { get; set; }

    [VectorType(3)]
    public float[] Dense { get; set; } = [];

    [VectorType(40)]
    public VBuffer<float> Sparse { get; set; }

    public double[] Ragged { get; set; } = [];

    [VectorType(2)]
    public string[] Words { get; set; } = [];
}

internal static class ColumnZoo
{
    /// <summary>The rows, with a key that has values in annotations and a column that another of the same name hides.</summary>
    public static IDataView Load(MLContext context, int count)
    {
        IDataView rows = context.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(Make).ToList());
        return context.Transforms.Conversion.MapValueToKey("Named", nameof(ZooRow.Words))
            .Append(context.Transforms.CopyColumns(nameof(ZooRow.Double), nameof(ZooRow.Single)))
            .Fit(rows)
            .Transform(rows);
    }

    private static ZooRow Make(int id) => new()
    {
        Id = id,
        Text = $"parcel {id % 5} arrived late",
        Flag = id % 3 == 0,
        Int8 = (sbyte)-id,
        UInt8 = (byte)id,
        Int16 = (short)(-7 * id),
        UInt16 = (ushort)(7 * id),
        UInt32 = (uint)id * 100_000_000,
        Int64 = -10_000_000_000L * id,
        UInt64 = 10_000_000_000UL * (ulong)id,
        Single = id / 3f,
        Double = id / 7.0,
        When = new DateTime(2026, 1, 1).AddMinutes(id),
        Span = TimeSpan.FromTicks(id),
        Key = (uint)(id % 8),
        Dense = [id, id + 0.5f, -id],
        Sparse = new VBuffer<float>(40, 2, [id, 2 * id], [id % 20, 20 + id % 20]),
        Ragged = [.. Enumerable.Range(0, id % 4).Select(i => i + id / 2.0)],
        Words = [$"w{id % 4}", $"v{id % 3}"],
    };
}
