using ContextMemory.MLNet.Text;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace ContextMemory.MLNet.Batching;

internal static class Getters
{
    /// <summary>A getter of all of a model's result.</summary>
    public static ValueGetter<VBuffer<T>> Vector<T>(Func<ReadOnlyMemory<T>> result) => (ref VBuffer<T> value) =>
    {
        ReadOnlySpan<T> vector = result().Span;
        VBufferEditor<T> editor = VBufferEditor.Create(ref value, vector.Length);
        vector.CopyTo(editor.Values);
        value = editor.Commit();
    };

    /// <summary>A getter of a value for each of the things that are found in a text.</summary>
    public static ValueGetter<VBuffer<TValue>> Vector<TThing, TValue>(
        Func<(TokenizedText Text, IReadOnlyList<TThing> Things)> result, Func<TokenizedText, TThing, TValue> select) =>
        (ref VBuffer<TValue> value) =>
        {
            (TokenizedText text, IReadOnlyList<TThing> things) = result();
            VBufferEditor<TValue> editor = VBufferEditor.Create(ref value, things.Count);
            for (int i = 0; i < things.Count; i++)
            {
                editor.Values[i] = select(text, things[i]);
            }

            value = editor.Commit();
        };

    /// <exception cref="InvalidOperationException">The column is not active, or of another type.</exception>
    public static ValueGetter<TValue> Cast<TValue>(Delegate? getter, DataViewSchema.Column column) => getter switch
    {
        ValueGetter<TValue> typed => typed,
        null => throw new InvalidOperationException($"Column '{column.Name}' is not active: name it when the cursor is opened."),
        _ => throw new InvalidOperationException(
            $"Column '{column.Name}' is {column.Type}: its values are {column.Type.RawType}, not {typeof(TValue)}."),
    };
}
