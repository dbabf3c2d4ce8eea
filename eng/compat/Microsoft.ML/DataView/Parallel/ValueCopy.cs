using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Copies a value so that what is done to the copy leaves the original as it is.</summary>
internal static class ValueCopy<T>
{
    public static readonly Copier Copy = ValueCopy.IsVector<T>() ? ValueCopy.ForVector<T>() : (T source, ref T destination) => destination = source;

    public delegate void Copier(T source, ref T destination);
}

internal static class ValueCopy
{
    public static bool IsVector<T>() => typeof(T).IsVBuffer();

    public static ValueCopy<T>.Copier ForVector<T>()
    {
        ValueCopy<VBuffer<int>>.Copier copy = CopyVector;
        var method = copy.Method.GetGenericMethodDefinition().MakeGenericMethod(typeof(T).GetGenericArguments());
        return method.CreateDelegate<ValueCopy<T>.Copier>();
    }

    private static void CopyVector<TItem>(VBuffer<TItem> source, ref VBuffer<TItem> destination) => source.CopyTo(ref destination);
}
