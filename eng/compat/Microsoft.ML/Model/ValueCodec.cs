using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Writes and reads values of the built-in column types.</summary>
internal static class ValueCodec<T>
{
    private static readonly (Action<BinaryWriter, T> Write, Func<BinaryReader, T> Read) Pair =
        ((Action<BinaryWriter, T>, Func<BinaryReader, T>))ValueCodec.Pair(typeof(T));

    public static void Write(BinaryWriter writer, T value) => Pair.Write(writer, value);

    public static T Read(BinaryReader reader) => Pair.Read(reader);
}

internal static class ValueCodec
{
    public static object Pair(Type type)
    {
        if (type.IsVBuffer())
        {
            return GenericMethod.For<Func<object>>(VectorPair<int>, type.GetGenericArguments()[0])();
        }
        return Type.GetTypeCode(type) switch
        {
            TypeCode.SByte => Codec((w, v) => w.Write(v), r => r.ReadSByte()),
            TypeCode.Byte => Codec((w, v) => w.Write(v), r => r.ReadByte()),
            TypeCode.Int16 => Codec((w, v) => w.Write(v), r => r.ReadInt16()),
            TypeCode.UInt16 => Codec((w, v) => w.Write(v), r => r.ReadUInt16()),
            TypeCode.Int32 => Codec((w, v) => w.Write(v), r => r.ReadInt32()),
            TypeCode.UInt32 => Codec((w, v) => w.Write(v), r => r.ReadUInt32()),
            TypeCode.Int64 => Codec((w, v) => w.Write(v), r => r.ReadInt64()),
            TypeCode.UInt64 => Codec((w, v) => w.Write(v), r => r.ReadUInt64()),
            TypeCode.Single => Codec((w, v) => w.Write(v), r => r.ReadSingle()),
            TypeCode.Double => Codec((w, v) => w.Write(v), r => r.ReadDouble()),
            TypeCode.Boolean => Codec((w, v) => w.Write(v), r => r.ReadBoolean()),
            TypeCode.DateTime => Codec((w, v) => w.Write(v.ToBinary()), r => DateTime.FromBinary(r.ReadInt64())),
            _ when type == typeof(ReadOnlyMemory<char>) => Codec((w, v) => w.Write(v.ToString()), r => r.ReadString().AsMemory()),
            _ when type == typeof(TimeSpan) => Codec((w, v) => w.Write(v.Ticks), r => new TimeSpan(r.ReadInt64())),
            _ when type == typeof(DateTimeOffset) => Codec(
                (w, v) =>
                {
                    w.Write(v.Ticks);
                    w.Write(v.Offset.Ticks);
                },
                r => new DateTimeOffset(r.ReadInt64(), new TimeSpan(r.ReadInt64()))),
            _ when type == typeof(DataViewRowId) => Codec(
                (w, v) =>
                {
                    w.Write(v.Low);
                    w.Write(v.High);
                },
                r => new DataViewRowId(r.ReadUInt64(), r.ReadUInt64())),
            _ => throw Contracts.Except($"We do not know how to serialize values of type '{type}'"),
        };

        static (Action<BinaryWriter, T>, Func<BinaryReader, T>) Codec<T>(Action<BinaryWriter, T> write, Func<BinaryReader, T> read) => (write, read);
    }

    private static object VectorPair<TItem>()
    {
        Action<BinaryWriter, VBuffer<TItem>> write = (writer, vector) =>
        {
            writer.Write(vector.Length);
            foreach (var value in vector.DenseValues())
            {
                ValueCodec<TItem>.Write(writer, value);
            }
        };
        Func<BinaryReader, VBuffer<TItem>> read = reader =>
        {
            var values = new TItem[reader.ReadInt32()];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = ValueCodec<TItem>.Read(reader);
            }
            return new VBuffer<TItem>(values.Length, values);
        };
        return (write, read);
    }
}
