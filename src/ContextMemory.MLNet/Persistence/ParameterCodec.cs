using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Persistence;

/// <summary>
/// How the values of a model's parameters are written: each with its name and shape. Where they are of half precision, the complement (~) of the
/// number of rows says so.
/// </summary>
internal static class ParameterCodec
{
    /// <param name="writer">Where to write.</param>
    /// <param name="weights">The values.</param>
    /// <param name="asHalf">Whether all of them have half precision, and are written so (<see cref="Weights.RoundToHalf"/>).</param>
    public static void Write(BinaryWriter writer, Weights weights, bool asHalf = false)
    {
        writer.Write(weights.Layout.Parameters.Count);
        foreach (Parameter parameter in weights.Layout.Parameters)
        {
            writer.Write(parameter.Name);
            writer.Write(asHalf ? ~parameter.Rows : parameter.Rows);
            writer.Write(parameter.Columns);
            Write(writer, weights[parameter].Span, asHalf);
        }
    }

    /// <summary>Makes the model whose parameters follow.</summary>
    /// <exception cref="InvalidDataException">The sizes that were read are those of no model.</exception>
    public static TModel Create<TModel>(Func<TModel> create)
    {
        try
        {
            return create();
        }
        catch (ModelTooLargeException exception)
        {
            throw new InvalidDataException("The model is damaged: it announces more values than a model can have.", exception);
        }
    }

    /// <param name="reader">Where to read from.</param>
    /// <param name="layout">The parameters that the model's options ask for.</param>
    /// <param name="createWeights">Called once it is known that the values follow: their size comes from the options.</param>
    /// <exception cref="InvalidDataException">There are other parameters than those, or too few values.</exception>
    public static void Read(ContentReader reader, ParameterLayout layout, Func<Weights> createWeights)
    {
        int count = reader.ReadCount(1);
        reader.CheckCount(layout.ValueCount, Unsafe.SizeOf<Half>());
        if (count != layout.Parameters.Count)
        {
            throw new InvalidDataException($"The model has {count} parameters where its options ask for {layout.Parameters.Count}.");
        }

        Weights weights = createWeights();
        foreach (Parameter parameter in layout.Parameters)
        {
            string name = reader.ReadText();
            int rows = reader.ReadInteger();
            bool isHalf = rows < 0;
            rows = isHalf ? ~rows : rows;
            int columns = reader.ReadInteger();
            if (name != parameter.Name || rows != parameter.Rows || columns != parameter.Columns)
            {
                throw new InvalidDataException(
                    $"The model holds parameter '{name}' [{rows} x {columns}] where its options ask for " +
                    $"'{parameter.Name}' [{parameter.Rows} x {parameter.Columns}].");
            }

            if (isHalf)
            {
                reader.ReadHalves(weights[parameter].Span, name);
            }
            else
            {
                reader.ReadNumbers(weights[parameter].Span, name);
            }
        }

        weights.Changed();
    }

    private static void Write(BinaryWriter writer, ReadOnlySpan<float> values, bool asHalf)
    {
        if (!asHalf)
        {
            writer.Write(MemoryMarshal.AsBytes(values));
            return;
        }

        Span<Half> halves = stackalloc Half[ContentReader.HalvesTogether];
        for (; !values.IsEmpty; values = values[Math.Min(values.Length, halves.Length)..])
        {
            Span<Half> some = halves[..Math.Min(values.Length, halves.Length)];
            TensorPrimitives.ConvertToHalf(values[..some.Length], some);
            writer.Write(MemoryMarshal.AsBytes((ReadOnlySpan<Half>)some));
        }
    }
}
