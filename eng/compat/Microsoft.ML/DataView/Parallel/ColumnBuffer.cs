using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Values of one column, copied out of the row that they come from.</summary>
internal abstract class ColumnBuffer
{
    public static ColumnBuffer Create(DataViewRow source, DataViewSchema.Column column)
        => GenericMethod.For<Func<DataViewRow, DataViewSchema.Column, ColumnBuffer>>(Create<int>, column.Type.RawType)(source, column);

    /// <summary>A getter that asks at each call for the buffer and the place in it.</summary>
    public static Delegate CreateGetter(DataViewSchema.Column column, Func<ColumnBuffer> buffer, Func<int> index)
        => GenericMethod.For<Func<Func<ColumnBuffer>, Func<int>, Delegate>>(CreateGetter<int>, column.Type.RawType)(buffer, index);

    /// <summary>Puts the current value of the source at the given place, which is one of those held or the next one.</summary>
    public abstract void Fill(int index);

    /// <summary>Hands over the values held; this buffer begins anew.</summary>
    public abstract ColumnBuffer Take();

    private static ColumnBuffer<T> Create<T>(DataViewRow source, DataViewSchema.Column column) => new(source.GetGetter<T>(column));

    private static Delegate CreateGetter<T>(Func<ColumnBuffer> buffer, Func<int> index)
        => (ValueGetter<T>)((ref T value) => ValueCopy<T>.Copy(((ColumnBuffer<T>)buffer())[index()], ref value));
}

internal sealed class ColumnBuffer<T>(ValueGetter<T> source) : ColumnBuffer
{
    private List<T> _values = [];

    public T this[int index] => _values[index];

    public override void Fill(int index)
    {
        T value = default;
        source(ref value);
        if (index == _values.Count)
        {
            _values.Add(value);
        }
        else
        {
            _values[index] = value;
        }
    }

    public override ColumnBuffer<T> Take()
    {
        var taken = new ColumnBuffer<T>(source) { _values = _values };
        _values = [];
        return taken;
    }
}
