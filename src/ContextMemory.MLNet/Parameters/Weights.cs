using System.Numerics.Tensors;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Parameters;

/// <summary>
/// The values of a model's parameters, shared read-only by all workers, and the packed copies that products read, with what adapters add. Whoever changes
/// values calls <see cref="Changed"/> before the next pass.
/// </summary>
internal sealed unsafe class Weights
{
    private readonly AlignedBuffer _values;
    private readonly TransposedRows[][] _transposed;
    private readonly PackedMatrix?[] _straight;
    private readonly Lock _packing = new();
    private AlignedBuffer? _merged;

    public Weights(ParameterLayout layout, Kernels kernels)
    {
        Layout = layout;
        Kernels = kernels;
        _values = new AlignedBuffer(layout.Length);
        _transposed = [.. layout.Parameters.Select(_ => Array.Empty<TransposedRows>())];
        _straight = new PackedMatrix?[layout.Parameters.Count];
    }

    public ParameterLayout Layout { get; }

    public Kernels Kernels { get; }

    /// <summary>All values in the order of the layout.</summary>
    public Span<float> Values => _values.Span;

    /// <summary>The same values, for what cannot keep a span.</summary>
    public Memory<float> Memory => _values.Memory;

    /// <summary>The values of the parameters that learn: the first ones.</summary>
    public Span<float> Learned => Values[..Layout.LearnedLength];

    /// <summary>The same values, for what cannot keep a span.</summary>
    public Memory<float> LearnedMemory => Memory[..Layout.LearnedLength];

    /// <summary>How often they have changed, for whoever keeps copies.</summary>
    public int Version { get; private set; }

    public Matrix this[Parameter parameter] =>
        new(_values.Data + Layout.OffsetOf(parameter), parameter.Rows, parameter.Columns);

    public void Initialize(ulong seed)
    {
        foreach (Parameter parameter in Layout.Parameters)
        {
            parameter.Initializer(new RandomStream(seed, (ulong)parameter.Index), this[parameter]);
        }

        Changed();
    }

    /// <summary>Whether they are saved with the parameters that do not learn.</summary>
    public bool AreSavedWhole { get; init; } = true;

    /// <summary>How exactly the values are held, and computed with.</summary>
    public ModelPrecision Precision { get; private set; }

    /// <summary>
    /// Rounds the values that are saved to what the precision can hold. Nothing else uses the weights at the same time. Products of bytes are computed with weights and
    /// adapters in one; where both are saved, they become one first, so that they are rounded once.
    /// </summary>
    public void RoundTo(ModelPrecision precision)
    {
        switch (precision)
        {
            case ModelPrecision.Half:
                RoundToHalf();
                break;
            case ModelPrecision.Int8:
                RoundToBytes();
                break;
        }

        Use(precision);
    }

    /// <summary>Computes from now on with values that have the precision already.</summary>
    public void Use(ModelPrecision precision)
    {
        Precision = precision;
        Array.Fill(_transposed, []);
        Changed();
    }

    /// <summary>How exactly a parameter is held in a model of a precision.</summary>
    public static ModelPrecision PrecisionOf(Parameter parameter, ModelPrecision ofModel) =>
        ofModel == ModelPrecision.Int8 && !HasBytes(parameter) ? ModelPrecision.Single : ofModel;

    /// <summary>The largest whole number in which a parameter's values are held.</summary>
    public static int LevelsOf(Parameter parameter) => parameter.IsSparse ? Quantization.TableLevels : Quantization.WeightLevels;

    private static bool HasBytes(Parameter parameter) => parameter.IsSparse || parameter.HasByteProducts;

    private void RoundToHalf()
    {
        Span<float> values = AreSavedWhole ? Values : Learned;
        TensorPrimitives.Clamp(values, (float)Half.MinValue, (float)Half.MaxValue, values);
        foreach (ref float value in values)
        {
            value = (float)(Half)value;
        }
    }

    private void RoundToBytes()
    {
        foreach (Parameter parameter in Layout.Parameters.Where(parameter => HasBytes(parameter) && (AreSavedWhole || parameter.Learns)))
        {
            if (parameter.Adapter is { } adapter)
            {
                adapter.AddTo(this[parameter], this);
                this[adapter.Up].Clear();
            }

            Quantization.Round(this[parameter], LevelsOf(parameter));
        }
    }

    /// <summary>Makes packed copies follow the values.</summary>
    public void Changed() => Repack(learnedAlone: false);

    /// <summary>The same where only what learns has changed.</summary>
    public void LearnedChanged() => Repack(learnedAlone: true);

    /// <summary>The right factor of x W^T: the way forward through a weight [outputs x inputs].</summary>
    public Panels Transposed(Parameter parameter) => Transposed(parameter, 0, parameter.Rows);

    /// <summary>The same for some of the outputs: W is then some rows of the weight.</summary>
    public Panels Transposed(Parameter parameter, int firstRow, int rows)
    {
        foreach (TransposedRows transposed in Volatile.Read(ref _transposed[parameter.Index]))
        {
            if (transposed.First == firstRow && transposed.Count == rows)
            {
                return transposed.Packed.Panels;
            }
        }

        return PackTransposed(parameter, firstRow, rows);
    }

    /// <summary>The right factor of y W: the backward pass through a weight [outputs x inputs].</summary>
    public Panels Straight(Parameter parameter) => (Volatile.Read(ref _straight[parameter.Index]) ?? PackStraight(parameter)).Panels;

    /// <summary>The same for some of the outputs: W is then some rows of the weight.</summary>
    public Panels Straight(Parameter parameter, int firstRow, int rows) => Straight(parameter).DepthRange(firstRow, rows);

    private void Repack(bool learnedAlone)
    {
        Version++;
        foreach (Parameter parameter in Layout.Parameters)
        {
            TransposedRows[] transposed = _transposed[parameter.Index];
            PackedMatrix? straight = _straight[parameter.Index];
            if ((learnedAlone && parameter is { Learns: false, Adapter: null }) || (transposed.Length == 0 && straight is null))
            {
                continue;
            }

            Matrix values = WithAdapter(parameter);
            foreach (TransposedRows rows in transposed)
            {
                rows.Packed.PackTransposed(values.RowRange(rows.First, rows.Count));
            }

            straight?.Pack(values);
        }
    }

    // Packed when first asked for, so that inference never pays for the backward pass.
    private Panels PackTransposed(Parameter parameter, int firstRow, int rows)
    {
        lock (_packing)
        {
            TransposedRows[] known = _transposed[parameter.Index];
            TransposedRows? packed = Array.Find(known, other => other.First == firstRow && other.Count == rows);
            if (packed is null)
            {
                packed = new TransposedRows(firstRow, rows, CreatePacked(parameter, rows));
                packed.Packed.PackTransposed(WithAdapter(parameter).RowRange(firstRow, rows));
                Volatile.Write(ref _transposed[parameter.Index], [.. known, packed]);
            }

            return packed.Packed.Panels;
        }
    }

    private PackedMatrix PackStraight(Parameter parameter)
    {
        lock (_packing)
        {
            if (_straight[parameter.Index] is not { } packed)
            {
                packed = new PackedMatrix(parameter.Rows, parameter.Columns, Kernels.PanelWidth);
                packed.Pack(WithAdapter(parameter));
                Volatile.Write(ref _straight[parameter.Index], packed);
            }

            return packed;
        }
    }

    /// <summary>What products read of a weight, until the next call.</summary>
    private Matrix WithAdapter(Parameter parameter)
    {
        if (parameter.Adapter is not { } adapter)
        {
            return this[parameter];
        }

        _merged ??= new AlignedBuffer(Layout.Parameters.Max(other => other.Adapter is null ? 0 : other.Length));
        var merged = new Matrix(_merged.Data, parameter.Rows, parameter.Columns);
        this[parameter].CopyTo(merged);
        adapter.AddTo(merged, this);
        return merged;
    }

    private IPackedFactor CreatePacked(Parameter parameter, int rows) => Precision == ModelPrecision.Int8 && parameter.HasByteProducts
        ? new QuantizedMatrix(parameter.Columns, rows, Kernels.PanelWidth)
        : new PackedMatrix(parameter.Columns, rows, Kernels.PanelWidth);

    private sealed record TransposedRows(int First, int Count, IPackedFactor Packed);
}
