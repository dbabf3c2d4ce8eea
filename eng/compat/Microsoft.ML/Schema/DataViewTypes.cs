using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

internal static class DataViewTypes
{
    // In the order of DataKind, which begins with 1. Model files hold the places in this list.
    private static readonly PrimitiveDataViewType[] Plain =
    [
        NumberDataViewType.SByte, NumberDataViewType.Byte, NumberDataViewType.Int16, NumberDataViewType.UInt16, NumberDataViewType.Int32,
        NumberDataViewType.UInt32, NumberDataViewType.Int64, NumberDataViewType.UInt64, NumberDataViewType.Single, NumberDataViewType.Double,
        TextDataViewType.Instance, BooleanDataViewType.Instance, TimeSpanDataViewType.Instance, DateTimeDataViewType.Instance,
        DateTimeOffsetDataViewType.Instance, RowIdDataViewType.Instance,
    ];

    // The same types as text files name them.
    private static readonly string[] ShortNames = ["I1", "U1", "I2", "U2", "I4", "U4", "I8", "U8", "R4", "R8", "TX", "BL", "TS", "DT", "DZ", "UG"];

    public static bool IsKnown(Type rawType) => IndexOf(rawType) >= 0;

    public static int IndexOf(Type rawType) => Array.FindIndex(Plain, type => type.RawType == rawType);

    public static PrimitiveDataViewType FromRawType(Type rawType) => FromIndex(IndexOf(rawType));

    public static DataKind KindOf(Type rawType) => (DataKind)(IndexOf(rawType) + 1);

    public static string ShortName(Type rawType) => ShortNames[IndexOf(rawType)];

    public static PrimitiveDataViewType FromKind(DataKind kind) => FromIndex((int)kind - 1);

    public static PrimitiveDataViewType FromIndex(int index)
        => (uint)index < (uint)Plain.Length ? Plain[index] : throw Contracts.ExceptDecode($"There is no column type {index}");

    public static DataViewType GetItemType(this DataViewType type) => type is VectorDataViewType vector ? vector.ItemType : type;

    /// <summary>Whether values of the type can be kept beyond their row; those of a program's own types cannot.</summary>
    public static bool IsCacheable(this DataViewType type) => type.GetItemType() is PrimitiveDataViewType;
}
