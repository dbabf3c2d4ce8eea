using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace ContextMemory.MLNet.Batching;

/// <summary>The values of one column of the rows that have been read ahead.</summary>
internal abstract class ColumnBuffer
{
    private static readonly MethodInfo CreateTypedMethod =
        typeof(ColumnBuffer).GetMethod(nameof(CreateTyped), BindingFlags.Static | BindingFlags.NonPublic)!;

    /// <summary>Copies the value of the source's row to a place.</summary>
    public abstract void Read(int place);

    /// <summary>A getter of the value at the place that is current when it is called.</summary>
    public abstract Delegate CreateGetter(Func<int> current);

    public static ColumnBuffer Create(DataViewRow source, DataViewSchema.Column column) =>
        (ColumnBuffer)CreateTypedMethod
            .MakeGenericMethod(column.Type.RawType)
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [source, column], null)!;

    public static ColumnBuffer CreateForIds(DataViewRow source) =>
        new Typed<DataViewRowId>(source.GetIdGetter(), (in DataViewRowId from, ref DataViewRowId to) => to = from);

    private static ColumnBuffer CreateTyped<T>(DataViewRow source, DataViewSchema.Column column) =>
        new Typed<T>(source.GetGetter<T>(column), CopierOf<T>());

    // A vector's arrays belong to whoever holds it, so they are copied; everything else is a value.
    private static Copier<T> CopierOf<T>()
    {
        if (!typeof(T).IsGenericType || typeof(T).GetGenericTypeDefinition() != typeof(VBuffer<>))
        {
            return (in T from, ref T to) => to = from;
        }

        MethodInfo copy = typeof(ColumnBuffer)
            .GetMethod(nameof(CopyVector), BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(typeof(T).GetGenericArguments()[0]);
        return copy.CreateDelegate<Copier<T>>();
    }

    private static void CopyVector<TItem>(in VBuffer<TItem> from, ref VBuffer<TItem> to) => from.CopyTo(ref to);

    private delegate void Copier<T>(in T from, ref T to);

    private sealed class Typed<T>(ValueGetter<T> source, Copier<T> copy) : ColumnBuffer
    {
        private T[] _values = [];

        public override void Read(int place)
        {
            if (place >= _values.Length)
            {
                Array.Resize(ref _values, Math.Max(8, 2 * place));
            }

            source(ref _values[place]);
        }

        public override Delegate CreateGetter(Func<int> current) =>
            (ValueGetter<T>)((ref T value) => copy(in _values[current()], ref value));
    }
}
