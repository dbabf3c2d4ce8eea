using System.Numerics.Tensors;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tasks.Tracing.Collecting;

/// <summary>
/// What the slots of a key-value memory hold, as a sum of what is left of each token's write: a write, and all that was there before, is multiplied by what each
/// later token leaves of the slot.
/// </summary>
internal sealed class SlotCollector(TraceOptions options, int slots, int size) : LayerCollector
{
    private readonly Slot[] _slots = [.. Enumerable.Range(0, slots).Select(_ => new Slot(options.Top, size))];
    private readonly TokenSeries _gates = new(options.TokenLimit);
    private readonly float[] _kept = new float[size];

    /// <param name="token">The token of the first row.</param>
    /// <param name="gates">[rows x 1]; null where all tokens are written.</param>
    /// <param name="addresses">[rows x slots].</param>
    /// <param name="erases">[rows x size], times the gates.</param>
    /// <param name="writes">[rows x size], times the gates.</param>
    public void Add(int token, Matrix? gates, Matrix addresses, Matrix erases, Matrix writes)
    {
        for (int row = 0; row < addresses.Rows; row++)
        {
            if (gates is { } ofRows)
            {
                _gates[token + row] = ofRows[row, 0];
            }

            for (int i = 0; i < slots; i++)
            {
                float address = addresses[row, i];
                TensorPrimitives.Multiply(erases.Row(row), -address, _kept);
                TensorPrimitives.Add(_kept, 1, _kept);
                _slots[i].Add(token + row, address, _kept, writes.Row(row));
            }
        }
    }

    public override LayerTrace Finish(int layer, TokenTexts texts) => new SlotMemoryTrace
    {
        Layer = layer,
        Gates = _gates.Finish(),
        Slots = [.. _slots.Select((slot, i) => slot.Finish(i, texts))],
    };

    private static double SizeOf(ReadOnlySpan<float> vector) => TensorPrimitives.Norm(vector) / Math.Sqrt(vector.Length);

    private sealed class Slot(int top, int size)
    {
        private readonly float[] _content = new float[size];
        private readonly List<(int Token, float[] Left)> _held = [];
        private readonly TopTokens _readers = new(top);
        private double _written;
        private double _largest;
        private int? _lastWritten;

        public void Add(int token, float address, ReadOnlySpan<float> kept, ReadOnlySpan<float> write)
        {
            _readers.Offer(token, address * SizeOf(_content));
            TensorPrimitives.Multiply(_content, kept, _content);
            TensorPrimitives.MultiplyAdd(write, address, _content, _content);
            foreach ((int _, float[] left) in _held)
            {
                TensorPrimitives.Multiply(left, kept, left);
            }

            double weight = address * SizeOf(write);
            if (weight > 0)
            {
                _written += weight;
                _largest = Math.Max(_largest, weight);
                _lastWritten = weight >= _largest / 2 ? token : _lastWritten;
                Hold(token, weight, address, write);
            }
        }

        public SlotTrace Finish(int slot, TokenTexts texts) => new()
        {
            Slot = slot,
            Written = _written,
            LastWritten = _lastWritten,
            Content = SizeOf(_content),
            Holds = [.. _held.Select(held => texts.Weigh(held.Token, SizeOf(held.Left))).OrderByDescending(held => held.Weight)],
            Readers = _readers.Finish(texts),
        };

        private void Hold(int token, double weight, float address, ReadOnlySpan<float> write)
        {
            float[] vector;
            if (_held.Count < top)
            {
                vector = new float[size];
            }
            else
            {
                (double least, int index) = _held.Select((held, i) => (SizeOf(held.Left), i)).Min();
                if (weight <= least)
                {
                    return;
                }

                vector = _held[index].Left;
                _held.RemoveAt(index);
            }

            TensorPrimitives.Multiply(write, address, vector);
            _held.Add((token, vector));
        }
    }
}
