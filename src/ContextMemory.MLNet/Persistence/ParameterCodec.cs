using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Persistence;

/// <summary>
/// How the values of a model's parameters are written: each with its name and shape. Where they are of half precision, the complement (~) of the
/// number of rows says so; where each row has a step and 8 bits a value, the complement of the number of columns.
/// </summary>
internal static class ParameterCodec
{
    public static void Write(BinaryWriter writer, Weights weights)
    {
        writer.Write(weights.Layout.Parameters.Count);
        foreach (Parameter parameter in weights.Layout.Parameters)
        {
            ModelPrecision precision = weights.PrecisionOf(parameter);
            writer.Write(parameter.Name);
            writer.Write(precision == ModelPrecision.Half ? ~parameter.Rows : parameter.Rows);
            writer.Write(precision == ModelPrecision.Int8 ? ~parameter.Columns : parameter.Columns);
            switch (precision)
            {
                case ModelPrecision.Half:
                    WriteHalves(writer, weights[parameter].Span);
                    break;
                case ModelPrecision.Int8:
                    WriteBytes(writer, weights[parameter], Weights.LevelsOf(parameter));
                    break;
                default:
                    writer.Write(MemoryMarshal.AsBytes((ReadOnlySpan<float>)weights[parameter].Span));
                    break;
            }
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
        reader.CheckCount(layout.ValueCount, sizeof(sbyte));
        if (count != layout.Parameters.Count)
        {
            throw new InvalidDataException($"The model has {count} parameters where its options ask for {layout.Parameters.Count}.");
        }

        Weights weights = createWeights();
        var precision = ModelPrecision.Single;
        foreach (Parameter parameter in layout.Parameters)
        {
            ModelPrecision own = ReadShape(reader, parameter);
            switch (own)
            {
                case ModelPrecision.Half:
                    reader.ReadHalves(weights[parameter].Span, parameter.Name);
                    break;
                case ModelPrecision.Int8:
                    ReadBytes(reader, weights[parameter], parameter.Name);
                    break;
                default:
                    reader.ReadNumbers(weights[parameter].Span, parameter.Name);
                    break;
            }

            // Of a model with products of bytes, what is no factor of them is single.
            precision = own == ModelPrecision.Single ? precision : own;
        }

        weights.Use(precision);
    }

    private static ModelPrecision ReadShape(ContentReader reader, Parameter parameter)
    {
        string name = reader.ReadText();
        int rows = reader.ReadInteger();
        int columns = reader.ReadInteger();
        ModelPrecision precision = columns < 0 ? ModelPrecision.Int8 : rows < 0 ? ModelPrecision.Half : ModelPrecision.Single;
        rows = precision == ModelPrecision.Half ? ~rows : rows;
        columns = precision == ModelPrecision.Int8 ? ~columns : columns;
        return name == parameter.Name && rows == parameter.Rows && columns == parameter.Columns
            ? precision
            : throw new InvalidDataException(
                $"The model holds parameter '{name}' [{rows} x {columns}] where its options ask for " +
                $"'{parameter.Name}' [{parameter.Rows} x {parameter.Columns}].");
    }

    private static void WriteHalves(BinaryWriter writer, ReadOnlySpan<float> values)
    {
        Span<Half> halves = stackalloc Half[ContentReader.HalvesTogether];
        for (; !values.IsEmpty; values = values[Math.Min(values.Length, halves.Length)..])
        {
            Span<Half> some = halves[..Math.Min(values.Length, halves.Length)];
            TensorPrimitives.ConvertToHalf(values[..some.Length], some);
            writer.Write(MemoryMarshal.AsBytes((ReadOnlySpan<Half>)some));
        }
    }

    private static void WriteBytes(BinaryWriter writer, Matrix values, int levels)
    {
        var codes = new sbyte[values.Columns];
        for (int row = 0; row < values.Rows; row++)
        {
            float step = Quantization.StepOf(values.Row(row), levels);
            for (int i = 0; i < codes.Length; i++)
            {
                codes[i] = Quantization.CodeOf(values[row, i], step);
            }

            writer.Write(step);
            writer.Write(MemoryMarshal.AsBytes(codes.AsSpan()));
        }
    }

    private static void ReadBytes(ContentReader reader, Matrix values, string name)
    {
        var codes = new sbyte[values.Columns];
        for (int row = 0; row < values.Rows; row++)
        {
            reader.ReadBytes(values.Row(row), codes, name);
        }
    }
}
