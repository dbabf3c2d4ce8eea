namespace Microsoft.ML.Data;

public readonly struct DataViewRowId : IComparable<DataViewRowId>, IEquatable<DataViewRowId>
{
    public readonly ulong Low;
    public readonly ulong High;

    public DataViewRowId(ulong low, ulong high)
    {
        Low = low;
        High = high;
    }

    public DataViewRowId Fork() => Mix(0x9E3779B97F4A7C15, 0xD1B54A32D192ED03);

    public DataViewRowId Next() => Mix(0x8CB92BA72F3D8DD7, 0xAEF17502108EF2D9);

    public DataViewRowId Combine(DataViewRowId other) => Mix(Scramble(other.Low + 0xC2B2AE3D27D4EB4F), Scramble(other.High + 0x165667B19E3779F9));

    public override string ToString() => $"{High:x16}{Low:x16}";

    public int CompareTo(DataViewRowId other) => High == other.High ? Low.CompareTo(other.Low) : High.CompareTo(other.High);

    public bool Equals(DataViewRowId other) => Low == other.Low && High == other.High;

    public override bool Equals(object obj) => obj is DataViewRowId other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Low, High);

    private DataViewRowId Mix(ulong low, ulong high)
    {
        ulong mixed = Scramble(Low + low);
        return new DataViewRowId(mixed, Scramble(High + high + mixed));
    }

    // The finalizer of SplitMix64: every input bit changes about half of the output bits.
    private static ulong Scramble(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
