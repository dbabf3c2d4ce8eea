using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Parameters;

/// <summary>
/// The values of a model's parameters, shared read-only by all workers, and the packed copies that products read. Whoever changes
/// values calls <see cref="Changed"/> before the next pass.
/// </summary>
internal sealed unsafe class Weights
{
    private readonly AlignedBuffer _values;
    private readonly PackedMatrix?[] _transposed;
    private readonly PackedMatrix?[] _straight;

    public Weights(ParameterLayout layout, Kernels kernels)
    {
        Layout = layout;
        Kernels = kernels;
        _values = new AlignedBuffer(layout.Length);
        _transposed = new PackedMatrix?[layout.Parameters.Count];
        _straight = new PackedMatrix?[layout.Parameters.Count];
    }

    public ParameterLayout Layout { get; }

    public Kernels Kernels { get; }

    /// <summary>All values in the order of the layout.</summary>
    public Span<float> Values => _values.Span;

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

    /// <summary>Makes packed copies follow the values.</summary>
    public void Changed()
    {
        foreach (Parameter parameter in Layout.Parameters)
        {
            _transposed[parameter.Index]?.PackTransposed(this[parameter]);
            _straight[parameter.Index]?.Pack(this[parameter]);
        }
    }

    /// <summary>The right factor of x W^T: the way forward through a weight [outputs x inputs].</summary>
    public Panels Transposed(Parameter parameter) =>
        (_transposed[parameter.Index] ?? Create(_transposed, parameter)).Panels;

    /// <summary>The right factor of y W: the way back through a weight [outputs x inputs].</summary>
    public Panels Straight(Parameter parameter) =>
        (_straight[parameter.Index] ?? Create(_straight, parameter)).Panels;

    // Packed when first asked for, so that inference never pays for the way back.
    private PackedMatrix Create(PackedMatrix?[] packed, Parameter parameter)
    {
        lock (packed)
        {
            if (packed[parameter.Index] is { } existing)
            {
                return existing;
            }

            PackedMatrix created;
            if (packed == _transposed)
            {
                created = new PackedMatrix(parameter.Columns, parameter.Rows, Kernels.PanelWidth);
                created.PackTransposed(this[parameter]);
            }
            else
            {
                created = new PackedMatrix(parameter.Rows, parameter.Columns, Kernels.PanelWidth);
                created.Pack(this[parameter]);
            }

            Volatile.Write(ref packed[parameter.Index], created);
            return created;
        }
    }
}
