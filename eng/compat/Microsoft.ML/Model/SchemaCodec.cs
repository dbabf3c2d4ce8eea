using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Writes and reads a schema with its annotations. Columns and annotations of a program's own types are left out.</summary>
internal static class SchemaCodec
{
    public static void Write(BinaryWriter writer, DataViewSchema schema)
    {
        WriteColumns(writer, schema, column =>
        {
            var annotations = column.Annotations;
            WriteColumns(writer, annotations.Schema, annotation =>
                GenericMethod.For<Action<BinaryWriter, DataViewSchema.Annotations, DataViewSchema.Column>>(WriteValue<int>, annotation.Type.RawType)(writer, annotations, annotation));
        });
    }

    public static DataViewSchema Read(BinaryReader reader)
    {
        var schema = new DataViewSchema.Builder();
        ReadColumns(reader, (name, type) =>
        {
            var annotations = new DataViewSchema.Annotations.Builder();
            ReadColumns(reader, (kind, valueType) =>
                GenericMethod.For<Action<BinaryReader, DataViewSchema.Annotations.Builder, string, DataViewType>>(ReadValue<int>, valueType.RawType)(reader, annotations, kind, valueType));
            schema.AddColumn(name, type, annotations.ToAnnotations());
        });
        return schema.ToSchema();
    }

    private static void WriteColumns(BinaryWriter writer, DataViewSchema schema, Action<DataViewSchema.Column> writeContent)
    {
        var columns = schema.Where(column => column.Type is PrimitiveDataViewType or VectorDataViewType).ToArray();
        writer.Write(columns.Length);
        foreach (var column in columns)
        {
            writer.Write(column.Name);
            DataViewTypeCodec.Write(writer, column.Type);
            writeContent(column);
        }
    }

    private static void ReadColumns(BinaryReader reader, Action<string, DataViewType> readContent)
    {
        for (int count = reader.ReadInt32(); count > 0; count--)
        {
            readContent(reader.ReadString(), DataViewTypeCodec.Read(reader));
        }
    }

    private static void WriteValue<T>(BinaryWriter writer, DataViewSchema.Annotations annotations, DataViewSchema.Column annotation)
    {
        T value = default;
        annotations.GetValue(annotation.Name, ref value);
        ValueCodec<T>.Write(writer, value);
    }

    private static void ReadValue<T>(BinaryReader reader, DataViewSchema.Annotations.Builder builder, string kind, DataViewType type)
    {
        var value = ValueCodec<T>.Read(reader);
        builder.Add(kind, type, (ref T destination) => ValueCopy<T>.Copy(value, ref destination));
    }
}
