using System.Runtime.InteropServices;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Persistence;

/// <summary>How the values of a model's parameters are written: each with its name and shape.</summary>
internal static class ParameterCodec
{
    public static void Write(BinaryWriter writer, Weights weights)
    {
        writer.Write(weights.Layout.Parameters.Count);
        foreach (Parameter parameter in weights.Layout.Parameters)
        {
            writer.Write(parameter.Name);
            writer.Write(parameter.Rows);
            writer.Write(parameter.Columns);
            writer.Write(MemoryMarshal.AsBytes((ReadOnlySpan<float>)weights[parameter].Span));
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
        reader.CheckCount(layout.ValueCount, sizeof(float));
        if (count != layout.Parameters.Count)
        {
            throw new InvalidDataException($"The model has {count} parameters where its options ask for {layout.Parameters.Count}.");
        }

        Weights weights = createWeights();
        foreach (Parameter parameter in layout.Parameters)
        {
            string name = reader.ReadText();
            int rows = reader.ReadInteger();
            int columns = reader.ReadInteger();
            if (name != parameter.Name || rows != parameter.Rows || columns != parameter.Columns)
            {
                throw new InvalidDataException(
                    $"The model holds parameter '{name}' [{rows} x {columns}] where its options ask for " +
                    $"'{parameter.Name}' [{parameter.Rows} x {parameter.Columns}].");
            }

            reader.ReadNumbers(weights[parameter].Span, name);
        }

        weights.Changed();
    }
}
