using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Parameters;

/// <summary>The gradient of an embedding table: the rows that were used, in the order of their first use.</summary>
internal sealed unsafe class SparseGradient(Parameter parameter)
{
    private const int Unused = -1;

    private readonly int[] _slots = FilledWithUnused(parameter.Rows);
    private int[] _rows = new int[64];
    private AlignedBuffer _values = new(64 * parameter.Columns);

    public Parameter Parameter { get; } = parameter;

    public int Count { get; private set; }

    /// <summary>Bytes that are kept.</summary>
    public long Size => sizeof(float) * ((long)_slots.Length + _rows.Length + _values.Length);

    /// <summary>The rows of the table that have a gradient.</summary>
    public ReadOnlySpan<int> Rows => _rows.AsSpan(0, Count);

    public Span<float> Values => _values.Span[..(Count * Parameter.Columns)];

    /// <summary>The gradient of the row in place <paramref name="slot"/> of <see cref="Rows"/>.</summary>
    public float* Slot(int slot) => _values.Data + (nint)slot * Parameter.Columns;

    /// <summary>The gradient of a row of the table, zero when first asked for. Valid until the next call.</summary>
    public Span<float> Row(int row)
    {
        int slot = _slots[row];
        if (slot == Unused)
        {
            slot = _slots[row] = Count++;
            Reserve(Count);
            _rows[slot] = row;
            new Span<float>(Slot(slot), Parameter.Columns).Clear();
        }

        return new Span<float>(Slot(slot), Parameter.Columns);
    }

    public void Clear()
    {
        foreach (int row in Rows)
        {
            _slots[row] = Unused;
        }

        Count = 0;
    }

    public void Add(SparseGradient other, Kernels kernels)
    {
        for (int slot = 0; slot < other.Count; slot++)
        {
            kernels.Add(new ReadOnlySpan<float>(other.Slot(slot), Parameter.Columns), Row(other._rows[slot]));
        }
    }

    private void Reserve(int count)
    {
        if (count <= _rows.Length)
        {
            return;
        }

        int capacity = Math.Min(2 * _rows.Length, Math.Max(count, Parameter.Rows));
        Array.Resize(ref _rows, capacity);
        var larger = new AlignedBuffer(checked(capacity * Parameter.Columns));
        _values.Span.CopyTo(larger.Span);
        _values = larger;
    }

    private static int[] FilledWithUnused(int count)
    {
        var slots = new int[count];
        Array.Fill(slots, Unused);
        return slots;
    }
}
