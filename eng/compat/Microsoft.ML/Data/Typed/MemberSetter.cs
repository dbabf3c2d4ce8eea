using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Makes actions that write a column of the current row to a member of a row object.</summary>
internal static class MemberSetter
{
    public static Action<TRow> Create<TRow>(MemberInfo member, DataViewRow row, DataViewSchema.Column column)
    {
        var type = member.ValueType();
        if (type == typeof(string))
        {
            return Text<TRow>(member, row, column);
        }
        if (type == typeof(string[]))
        {
            return Texts<TRow>(member, row, column);
        }
        Func<MemberInfo, DataViewRow, DataViewSchema.Column, Action<TRow>> make = Direct<TRow, int>;
        if (type.IsArray)
        {
            (make, type) = (Array<TRow, int>, type.GetElementType());
        }
        else if (type.IsVBuffer())
        {
            (make, type) = (Vector<TRow, int>, type.GetGenericArguments()[0]);
        }
        return GenericMethod.For(make, typeof(TRow), type)(member, row, column);
    }

    private static Action<TRow> Direct<TRow, TValue>(MemberInfo member, DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<TValue>(column);
        var write = member.Writer<TRow, TValue>();
        TValue value = default;
        return target =>
        {
            getter(ref value);
            write(target, value);
        };
    }

    private static Action<TRow> Text<TRow>(MemberInfo member, DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<ReadOnlyMemory<char>>(column);
        var write = member.Writer<TRow, string>();
        ReadOnlyMemory<char> value = default;
        return target =>
        {
            getter(ref value);
            write(target, value.ToString());
        };
    }

    private static Action<TRow> Texts<TRow>(MemberInfo member, DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(column);
        var write = member.Writer<TRow, string[]>();
        VBuffer<ReadOnlyMemory<char>> value = default;
        return target =>
        {
            getter(ref value);
            write(target, value.DenseValues().Select(text => text.ToString()).ToArray());
        };
    }

    // An array or vector that the row object has already is filled again: with reused row objects nothing is allocated for each row.
    private static Action<TRow> Array<TRow, TItem>(MemberInfo member, DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<VBuffer<TItem>>(column);
        var read = member.Reader<TRow, TItem[]>();
        var write = member.Writer<TRow, TItem[]>();
        VBuffer<TItem> value = default;
        return target =>
        {
            getter(ref value);
            var items = read(target);
            if (items?.Length != value.Length)
            {
                items = new TItem[value.Length];
            }
            value.CopyTo(items);
            write(target, items);
        };
    }

    private static Action<TRow> Vector<TRow, TItem>(MemberInfo member, DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<VBuffer<TItem>>(column);
        var read = member.Reader<TRow, VBuffer<TItem>>();
        var write = member.Writer<TRow, VBuffer<TItem>>();
        return target =>
        {
            var value = read(target);
            getter(ref value);
            write(target, value);
        };
    }
}
