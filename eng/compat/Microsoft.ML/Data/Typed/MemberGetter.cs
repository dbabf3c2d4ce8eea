using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Makes value getters that read a member of the current row object.</summary>
internal static class MemberGetter
{
    public static Delegate Create<TRow>(MemberInfo member, DataViewType columnType, Func<TRow> currentRow)
    {
        var getter = GenericMethod.For<Func<MemberInfo, Func<TRow>, Delegate>>(FromMember<TRow, int>, typeof(TRow), member.ValueType())(member, currentRow);
        return columnType is KeyDataViewType key
            ? GenericMethod.For<Func<Delegate, ulong, Delegate>>(CountedFromOne<byte>, key.RawType)(getter, key.Count)
            : getter;
    }

    /// <summary>The getter for a value of a member's type: strings become text and arrays become vectors.</summary>
    public static Delegate ForValue<T>(Type type, Func<T> read)
    {
        if (type == typeof(string))
        {
            return Text((Func<string>)(object)read);
        }
        if (type == typeof(string[]))
        {
            return Texts((Func<string[]>)(object)read);
        }
        if (type.IsArray)
        {
            return GenericMethod.For<Func<Delegate, Delegate>>(Array<int>, type.GetElementType())(read);
        }
        if (type.IsVBuffer())
        {
            return GenericMethod.For<Func<Delegate, Delegate>>(Vector<int>, type.GetGenericArguments()[0])(read);
        }
        return (ValueGetter<T>)((ref T value) => value = read());
    }

    private static Delegate FromMember<TRow, TValue>(MemberInfo member, Func<TRow> currentRow)
    {
        var read = member.Reader<TRow, TValue>();
        return ForValue(typeof(TValue), () => read(currentRow()));
    }

    private static Delegate Text(Func<string> read)
        => (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) => value = read().AsMemory());

    private static Delegate Texts(Func<string[]> read)
        => (ValueGetter<VBuffer<ReadOnlyMemory<char>>>)((ref VBuffer<ReadOnlyMemory<char>> value) =>
        {
            string[] texts = read() ?? [];
            var editor = VBufferEditor.Create(ref value, texts.Length);
            for (int i = 0; i < texts.Length; i++)
            {
                editor.Values[i] = texts[i].AsMemory();
            }
            value = editor.Commit();
        });

    private static Delegate Array<TItem>(Delegate reader)
    {
        var read = (Func<TItem[]>)reader;
        return (ValueGetter<VBuffer<TItem>>)((ref VBuffer<TItem> value) =>
        {
            var items = read() ?? [];
            VBuffer<TItem>.Copy(items, 0, ref value, items.Length);
        });
    }

    private static Delegate Vector<TItem>(Delegate reader)
    {
        var read = (Func<VBuffer<TItem>>)reader;
        return (ValueGetter<VBuffer<TItem>>)((ref VBuffer<TItem> value) => read().CopyTo(ref value));
    }

    // A member that is a key counts from 0, a key in a column from 1: there 0 is missing, which all numbers beyond the count become.
    private static Delegate CountedFromOne<T>(Delegate getter, ulong count)
        where T : struct
    {
        var read = (ValueGetter<T>)getter;
        return (ValueGetter<T>)((ref T value) =>
        {
            read(ref value);
            ulong number = Convert.ToUInt64(value);
            value = (T)Convert.ChangeType(number < count ? number + 1 : 0, typeof(T));
        });
    }
}
