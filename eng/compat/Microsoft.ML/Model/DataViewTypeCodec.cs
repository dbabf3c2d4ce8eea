using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

internal static class DataViewTypeCodec
{
    private enum Form : byte
    {
        Plain,
        Key,
        Vector,
    }

    public static void Write(BinaryWriter writer, DataViewType type)
    {
        switch (type)
        {
            case KeyDataViewType key:
                writer.Write((byte)Form.Key);
                WriteRawType(writer, key.RawType);
                writer.Write(key.Count);
                break;
            case VectorDataViewType vector:
                writer.Write((byte)Form.Vector);
                Write(writer, vector.ItemType);
                writer.Write(vector.Dimensions.Length);
                foreach (int dimension in vector.Dimensions)
                {
                    writer.Write(dimension);
                }
                break;
            default:
                writer.Write((byte)Form.Plain);
                WriteRawType(writer, type.RawType);
                break;
        }
    }

    public static DataViewType Read(BinaryReader reader)
    {
        switch ((Form)reader.ReadByte())
        {
            case Form.Plain:
                return ReadPlain(reader);
            case Form.Key:
                return new KeyDataViewType(ReadPlain(reader).RawType, reader.ReadUInt64());
            case Form.Vector:
                var item = (PrimitiveDataViewType)Read(reader);
                var dimensions = new int[reader.ReadInt32()];
                for (int i = 0; i < dimensions.Length; i++)
                {
                    dimensions[i] = reader.ReadInt32();
                }
                return new VectorDataViewType(item, dimensions);
            default:
                throw Contracts.ExceptDecode("Unknown column type");
        }
    }

    private static void WriteRawType(BinaryWriter writer, Type rawType) => writer.Write((byte)DataViewTypes.IndexOf(rawType));

    private static PrimitiveDataViewType ReadPlain(BinaryReader reader) => DataViewTypes.FromIndex(reader.ReadByte());
}
