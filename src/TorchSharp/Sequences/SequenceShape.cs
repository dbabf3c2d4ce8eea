using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Torch.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Sequences;

/// <summary>
/// The shape of a ragged batch: rows (tokens) of all sequences end to end, as in the managed engine. Layers that compute each row alone take them
/// as they are; the others pad them.
/// </summary>
internal sealed class SequenceShape
{
    private readonly Device _device;
    private readonly int[] _lengths;
    private readonly int[] _positions;
    private Tensor? _places;
    private Tensor? _mask;

    /// <param name="lengths">Rows of each sequence.</param>
    /// <param name="positions">Where in its document each starts.</param>
    /// <param name="device">Where it is computed.</param>
    public SequenceShape(int[] lengths, int[] positions, Device device)
    {
        _lengths = lengths;
        _positions = positions;
        _device = device;
        Longest = lengths.Max();
        RowCount = lengths.Sum();
    }

    public static SequenceShape Of(SequenceBatch batch, Device device) => new(
        [.. Enumerable.Range(0, batch.Count).Select(batch.Length)], [.. Enumerable.Range(0, batch.Count).Select(batch.Position)], device);

    /// <summary>Sequences.</summary>
    public int Count => _lengths.Length;

    /// <summary>Rows of each.</summary>
    public ReadOnlySpan<int> Lengths => _lengths;

    /// <summary>Where in its document each starts.</summary>
    public ReadOnlySpan<int> Positions => _positions;

    /// <summary>Rows of the longest.</summary>
    public int Longest { get; }

    /// <summary>Rows of all together.</summary>
    public int RowCount { get; }

    /// <summary>Whether all are of one length: then nothing has to be padded.</summary>
    public bool AreEven => RowCount == Count * Longest;

    /// <summary>[sequences x longest]: true where there is a row.</summary>
    public Tensor Mask => _mask ??= zeros(Count * Longest, ScalarType.Bool, _device).index_fill_(0, Places, Number.True).view(Count, Longest);

    /// <summary>The place of each row among those of the padded batch.</summary>
    private Tensor Places => _places ??= Numbers(PlaceOfRow());

    /// <summary>The last row of each sequence.</summary>
    public Tensor LastRows()
    {
        var rows = new long[Count];
        long end = 0;
        for (int i = 0; i < Count; i++)
        {
            end += _lengths[i];
            rows[i] = end - 1;
        }

        return Numbers(rows);
    }

    /// <summary>For each row that which stands in its place when every sequence is reversed.</summary>
    public Tensor ReversedRows()
    {
        var rows = new long[RowCount];
        int start = 0;
        foreach (int length in _lengths)
        {
            for (int place = 0; place < length; place++)
            {
                rows[start + place] = start + length - 1 - place;
            }

            start += length;
        }

        return Numbers(rows);
    }

    /// <summary>[rows x size] to [sequences x longest x size], with a value behind the end of each sequence.</summary>
    public Tensor Pad(Tensor rows, double value = 0) => AreEven
        ? rows.reshape(Count, Longest, -1)
        : full([Count * Longest, rows.shape[1]], Number.Of(value), rows.dtype, _device).index_copy(0, Places, rows).view(Count, Longest, -1);

    /// <summary>[sequences x longest x size] to [rows x size].</summary>
    public Tensor Unpad(Tensor padded)
    {
        Tensor all = padded.reshape(Count * Longest, -1);
        return AreEven ? all : all.index_select(0, Places);
    }

    public Tensor Numbers(long[] numbers) => tensor(numbers, device: _device);

    private long[] PlaceOfRow()
    {
        var places = new long[RowCount];
        int row = 0;
        for (int i = 0; i < Count; i++)
        {
            for (int place = 0; place < _lengths[i]; place++)
            {
                places[row++] = (long)i * Longest + place;
            }
        }

        return places;
    }
}
