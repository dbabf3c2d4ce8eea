using System.Globalization;
using ContextMemory.MLNet.Persistence;
using ContextMemory.MLNet.Tasks.Classification;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace ContextMemory.MLNet.Columns;

/// <summary>How label values of one type are read from annotations and saved: as text, which every one of these types survives unchanged.</summary>
internal abstract class LabelValueFormat(string name, PrimitiveDataViewType type)
{
    private static readonly Of<ReadOnlyMemory<char>> Text =
        new("text", TextDataViewType.Instance, text => text.AsMemory(), value => value.ToString());

    private static readonly LabelValueFormat[] All =
    [
        Text,
        new Of<bool>("boolean", BooleanDataViewType.Instance, bool.Parse, value => value.ToString()),
        Number("sbyte", NumberDataViewType.SByte, sbyte.Parse),
        Number("byte", NumberDataViewType.Byte, byte.Parse),
        Number("int16", NumberDataViewType.Int16, short.Parse),
        Number("uint16", NumberDataViewType.UInt16, ushort.Parse),
        Number("int32", NumberDataViewType.Int32, int.Parse),
        Number("uint32", NumberDataViewType.UInt32, uint.Parse),
        Number("int64", NumberDataViewType.Int64, long.Parse),
        Number("uint64", NumberDataViewType.UInt64, ulong.Parse),
        Number("single", NumberDataViewType.Single, float.Parse),
        Number("double", NumberDataViewType.Double, double.Parse),
    ];

    public string Name { get; } = name;

    public PrimitiveDataViewType Type { get; } = type;

    public abstract LabelValues ReadAnnotation(DataViewSchema.Column label);

    public abstract LabelValues Read(ContentReader reader);

    public static LabelValueFormat? Find(PrimitiveDataViewType type) => Array.Find(All, format => format.Type.Equals(type));

    public static LabelValueFormat? Find(string name) => Array.Find(All, format => format.Name == name);

    public static LabelValues Texts(IEnumerable<string> values) => Text.ToValues(values.Select(value => value.AsMemory()));

    private static Of<T> Number<T>(string name, PrimitiveDataViewType type, Func<string, IFormatProvider, T> parse)
        where T : IFormattable =>
        new(name, type, text => parse(text, CultureInfo.InvariantCulture), value => value.ToString(null, CultureInfo.InvariantCulture));

    private sealed class Of<T>(string name, PrimitiveDataViewType type, Func<string, T> parse, Func<T, string> format)
        : LabelValueFormat(name, type)
    {
        public override LabelValues ReadAnnotation(DataViewSchema.Column label)
        {
            VBuffer<T> values = default;
            label.GetKeyValues(ref values);
            return new Known(this, [.. values.DenseValues()]);
        }

        public override LabelValues Read(ContentReader reader)
        {
            try
            {
                return new Known(this, Array.ConvertAll(reader.ReadTexts(ClassificationModel.MostClasses), text => parse(text)));
            }
            catch (Exception exception) when (exception is FormatException or OverflowException)
            {
                throw new InvalidDataException($"The model is damaged: one of its label values is no {Name}.", exception);
            }
        }

        public LabelValues ToValues(IEnumerable<T> values) => new Known(this, [.. values]);

        private sealed class Known(Of<T> format, T[] values) : LabelValues
        {
            public override int Count => values.Length;

            public override PrimitiveDataViewType? ItemType => format.Type;

            public override IReadOnlyList<string> Names => [.. values.Select(value => format.ToText(value))];

            public override void Annotate(DataViewSchema.Annotations.Builder builder, string kind) =>
                builder.Add(
                    kind,
                    new VectorDataViewType(format.Type, values.Length),
                    (ref VBuffer<T> target) => new VBuffer<T>(values.Length, values).CopyTo(ref target));

            public override void Write(BinaryWriter writer)
            {
                writer.Write(format.Name);
                writer.Write(values.Length);
                foreach (T value in values)
                {
                    writer.Write(format.ToText(value));
                }
            }
        }

        private string ToText(T value) => format(value);
    }
}
