using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Tracing.Collecting;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tests.Tasks.Tracing.Collecting;

public sealed class SlotCollectorTests
{
    private const int Rows = 20;
    private const int Size = 6;
    private const int Slots = 4;

    private static readonly TokenTexts Texts = new([.. "abcdefghijklmnopqrst".Select(letter => new LocatedToken($"{letter}".AsMemory(), 0))]);

    [Fact]
    public void Slots_with_known_addresses_hold_what_was_written_and_not_erased()
    {
        using var memory = new TestMemory();
        var collector = new SlotCollector(new TraceOptions(), slots: 2, size: 2);

        // a and b go to the first slot altogether, c to the second, which b, by half, had been written to before; c erases half of that.
        Matrix addresses = memory.Of(3, 2, [1, 0, 0.5f, 0.5f, 0, 1]);
        Matrix erases = memory.Of(3, 2, [0, 0, 1, 1, 0.5f, 0.5f]);
        Matrix writes = memory.Of(3, 2, [0.8f, 0.8f, 0.4f, 0.4f, 0.2f, 0.2f]);
        collector.Add(0, gates: null, addresses, erases, writes);
        var trace = (SlotMemoryTrace)collector.Finish(3, Texts);

        Assert.Equal(3, trace.Layer);
        Assert.Empty(trace.Gates);
        Check(trace.Slots[0], 0, written: 1, lastWritten: 0, content: 0.6, holds: [("a", 0.4), ("b", 0.2)], readers: [("b", 0.4)]);
        Check(trace.Slots[1], 1, written: 0.4, lastWritten: 2, content: 0.3, holds: [("b", 0.1), ("c", 0.2)], readers: [("c", 0.2)]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_held_adds_up_to_the_values_that_the_layer_leaves(bool hasGate)
    {
        using var bench = new LayerBench();
        var layer = new KeyValueMemory(bench.Layout, "", Size, Slots, hasGate ? 0.0 : null);

        SlotMemoryTrace trace = Read(bench, layer, out Matrix state);

        Assert.Equal(hasGate ? Rows : 0, trace.Gates.Count);
        Assert.Equal(Slots, trace.Slots.Count);
        for (int slot = 0; slot < Slots; slot++)
        {
            Span<float> values = state.Row(0).Slice(layer.StateSize - (Slots - slot) * Size, Size);
            Assert.Equal(Math.Sqrt(values.ToArray().Sum(value => (double)value * value) / Size), trace.Slots[slot].Content, 1e-5);
            Assert.Single(trace.Slots[slot].Holds);
            Assert.Single(trace.Slots[slot].Readers);
        }
    }

    [Fact]
    public void Nothing_is_held_where_gates_are_closed()
    {
        using var bench = new LayerBench();
        var layer = new KeyValueMemory(bench.Layout, "", Size, Slots, writeCost: 0);
        bench.Weights[bench.Parameter("gate.bias")].Span.Fill(-20);
        bench.Weights.Changed();

        SlotMemoryTrace trace = Read(bench, layer, out _);

        Assert.Equal(Enumerable.Repeat(0f, Rows), trace.Gates);
        Assert.All(trace.Slots, slot => Assert.Equal((0.0, 0.0, null), (slot.Written, slot.Content, slot.LastWritten)));
        Assert.All(trace.Slots, slot => Assert.Equal(0, slot.Holds.Count + slot.Readers.Count));
    }

    private static SlotMemoryTrace Read(LayerBench bench, KeyValueMemory layer, out Matrix state)
    {
        var member = new MemberCollector(new TraceOptions { Top = 1 });
        state = bench.Memory.Zeros(1, layer.StateSize);
        bench.StartReading();
        bench.Pass.Observer = member;
        layer.Forward(bench.Pass, LayerBench.Batch(Rows), bench.Memory.Normal(Rows, Size), state);
        return (SlotMemoryTrace)Assert.Single(member.Finish(Texts).Layers);
    }

    private static void Check(
        SlotTrace found, int slot, double written, int lastWritten, double content, (string Text, double Weight)[] holds, (string Text, double Weight)[] readers)
    {
        Assert.Equal(slot, found.Slot);
        Assert.Equal(written, found.Written, 1e-6);
        Assert.Equal(lastWritten, found.LastWritten);
        Assert.Equal(content, found.Content, 1e-6);
        CheckTokens(holds, [.. found.Holds.OrderBy(held => held.Token)]);
        CheckTokens(readers, found.Readers);
    }

    private static void CheckTokens((string Text, double Weight)[] expected, IReadOnlyList<TokenWeight> found)
    {
        Assert.Equal(expected.Select(token => token.Text), found.Select(token => token.Text));
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First.Weight, pair.Second.Weight, 1e-6));
    }
}
