using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Numerics;

public sealed unsafe class ArenaTests
{
    [Fact]
    public void Matrices_do_not_overlap_and_start_on_cache_lines()
    {
        var arena = new Arena();
        var random = new RandomStream(1);
        var matrices = new List<Matrix>();
        for (int i = 0; i < 200; i++)
        {
            Matrix matrix = arena.Allocate(random.NextInteger(60), random.NextInteger(60));
            matrix.Span.Fill(i);
            matrices.Add(matrix);
        }

        for (int i = 0; i < matrices.Count; i++)
        {
            Assert.Equal(0u, (nuint)matrices[i].Data % 64);
            Assert.True(matrices[i].Span.IndexOfAnyExcept((float)i) < 0, $"Matrix {i} was written over.");
        }

        GC.KeepAlive(arena);
    }

    [Fact]
    public void Released_memory_is_handed_out_again()
    {
        var arena = new Arena();
        arena.Allocate(3, 5);
        Arena.Mark mark = arena.Now;
        float* first = arena.Allocate(100, 100).Data;
        arena.Allocate(400, 400);
        arena.Release(mark);
        Assert.Equal((nuint)first, (nuint)arena.Allocate(100, 100).Data);
    }

    [Fact]
    public void A_repeated_step_needs_no_more_memory()
    {
        var arena = new Arena();
        long capacity = 0;
        for (int step = 0; step < 5; step++)
        {
            arena.Reset();
            var sizes = new RandomStream(9);
            for (int i = 0; i < 100; i++)
            {
                Arena.Mark mark = arena.Now;
                arena.Allocate(1 + sizes.NextInteger(200), 1 + sizes.NextInteger(200));
                if (i % 3 == 0)
                {
                    arena.Release(mark);
                }
            }

            Assert.True(step == 0 || arena.Capacity == capacity, $"Step {step} grew the arena from {capacity} to {arena.Capacity} floats.");
            capacity = arena.Capacity;
        }

        Assert.True(capacity > 0);
    }

    [Fact]
    public void A_matrix_larger_than_all_there_is_fits()
    {
        var arena = new Arena();
        Matrix large = arena.Allocate(1000, 300);
        large.Span.Fill(1);
        Assert.Equal(300_000, large.Span.Length);
        Assert.InRange(arena.Capacity, 300_000, 400_000);
    }

    [Fact]
    public void Cleared_means_cleared_even_where_memory_was_used_before()
    {
        var arena = new Arena();
        arena.Allocate(20, 20).Span.Fill(7);
        arena.Reset();
        Assert.True(arena.AllocateCleared(20, 20).Span.IndexOfAnyExcept(0f) < 0);
        GC.KeepAlive(arena);
    }

    [Fact]
    public void Integers_and_floats_do_not_overlap()
    {
        var arena = new Arena();
        Span<int> integers = arena.AllocateIntegers(17);
        integers.Fill(3);
        arena.Allocate(1, 17).Span.Fill(1.5f);
        Assert.True(integers.IndexOfAnyExcept(3) < 0);
        GC.KeepAlive(arena);
    }

    [Fact]
    public void A_matrix_too_large_to_count_is_refused()
    {
        var arena = new Arena();
        Assert.Throws<OverflowException>(() => { arena.Allocate(1 << 20, 1 << 20); });
    }
}
