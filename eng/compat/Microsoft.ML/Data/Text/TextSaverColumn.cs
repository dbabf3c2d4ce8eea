using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A column on its way into a text file.</summary>
internal abstract class TextSaverColumn(DataViewSchema.Column column)
{
    public DataViewSchema.Column Column { get; } = column;

    /// <summary>The field of the default value of the column's type.</summary>
    public abstract string Default { get; }

    public bool HasHeader => Column.Type is not VectorDataViewType || Column.HasSlotNames();

    public static bool IsSavable(DataViewSchema.Column column) => column.Type.IsCacheable() && column.Type.GetItemType() is not RowIdDataViewType;

    public static TextSaverColumn Create(DataViewSchema.Column column, char separator)
        => GenericMethod.For<Func<DataViewSchema.Column, char, TextSaverColumn>>(Make<int>, column.Type.GetItemType().RawType)(column, separator);

    /// <summary>Makes the fields of the row that the cursor is at; <see langword="null"/> stands for <see cref="Default"/>.</summary>
    public abstract Action<List<string>> MakeWriter(DataViewRowCursor cursor);

    /// <summary>The names of the fields; <see langword="null"/> where there is none.</summary>
    public string[] MakeHeader(char separator)
    {
        if (Column.Type is not VectorDataViewType vector)
        {
            return [FieldFormatter.Quote(Column.Name, separator)];
        }
        if (!Column.HasSlotNames())
        {
            return new string[vector.Size];
        }
        VBuffer<ReadOnlyMemory<char>> names = default;
        Column.GetSlotNames(ref names);
        return names.DenseValues().Select(name => name.IsEmpty ? null : FieldFormatter.Quote(name.Span, separator)).ToArray();
    }

    private static TextSaverColumn Make<T>(DataViewSchema.Column column, char separator) => new Typed<T>(column, separator);

    private sealed class Typed<T>(DataViewSchema.Column column, char separator) : TextSaverColumn(column)
    {
        private readonly PrimitiveDataViewType _type = (PrimitiveDataViewType)column.Type.GetItemType();

        public override string Default => FieldFormatter.Format<T>(_type, default, separator);

        public override Action<List<string>> MakeWriter(DataViewRowCursor cursor)
            => Column.Type is VectorDataViewType ? MakeVectorWriter(cursor.GetGetter<VBuffer<T>>(Column)) : MakeScalarWriter(cursor.GetGetter<T>(Column));

        private Action<List<string>> MakeScalarWriter(ValueGetter<T> getter)
        {
            string empty = Default;
            T value = default;
            return fields =>
            {
                getter(ref value);
                fields.Add(Format(value, empty));
            };
        }

        private Action<List<string>> MakeVectorWriter(ValueGetter<VBuffer<T>> getter)
        {
            string empty = Default;
            VBuffer<T> vector = default;
            return fields =>
            {
                getter(ref vector);
                fields.AddRange(vector.DenseValues().Select(value => Format(value, empty)));
            };
        }

        private string Format(T value, string empty)
        {
            string field = FieldFormatter.Format(_type, value, separator);
            return field == empty ? null : field;
        }
    }
}
