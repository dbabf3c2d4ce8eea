using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Persistence;

/// <summary>
/// How the values of a model's parameters are written: each with its name and shape. Where they are rounded to a precision, it follows the complement (~) of
/// the number of parameters; of 8 bits, each row has a step before its values.
/// </summary>
internal static class ParameterCodec
{
    public static void Write(BinaryWriter writer, Weights weights)
    {
        Parameter[] written = Written(weights.Layout, learnedAlone: !weights.AreSavedWhole);
        if (weights.Precision == ModelPrecision.Single)
        {
            writer.Write(written.Length);
        }
        else
        {
            writer.Write(~written.Length);
            writer.Write((int)weights.Precision);
        }

        foreach (Parameter parameter in written)
        {
            writer.Write(parameter.Name);
            writer.Write(parameter.Rows);
            writer.Write(parameter.Columns);
            switch (Weights.PrecisionOf(parameter, weights.Precision))
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
    /// <param name="learnedAlone">Whether parameters that do not learn have been left out: the new weights have their values.</param>
    /// <exception cref="InvalidDataException">There are other parameters than those, or too few values.</exception>
    public static void Read(ContentReader reader, ParameterLayout layout, Func<Weights> createWeights, bool learnedAlone = false)
    {
        Parameter[] written = Written(layout, learnedAlone);
        int count = reader.ReadInteger();
        ModelPrecision precision = count < 0 ? ReadPrecision(reader) : ModelPrecision.Single;
        reader.CheckCount(written.Sum(parameter => (long)parameter.Length), sizeof(sbyte));
        count = count < 0 ? ~count : count;
        if (count != written.Length)
        {
            throw new InvalidDataException($"The model has {count} parameters where its options ask for {written.Length}.");
        }

        Weights weights = createWeights();
        foreach (Parameter parameter in written)
        {
            CheckShape(reader, parameter);
            switch (Weights.PrecisionOf(parameter, precision))
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
        }

        weights.Use(precision);
    }

    private static Parameter[] Written(ParameterLayout layout, bool learnedAlone) =>
        [.. layout.Parameters.Where(parameter => parameter.Learns || !learnedAlone)];

    private static ModelPrecision ReadPrecision(ContentReader reader)
    {
        int precision = reader.ReadInteger();
        return precision is (int)ModelPrecision.Half or (int)ModelPrecision.Int8
            ? (ModelPrecision)precision
            : throw new InvalidDataException($"The model's weights have a precision ({precision}) that this version does not know. Update the package.");
    }

    private static void CheckShape(ContentReader reader, Parameter parameter)
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
