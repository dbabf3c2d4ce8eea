using ContextMemory.MLNet.Engines.Managed;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tests.Training;

public sealed class BatchPlanTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(10, 3)]
    [InlineData(32, 32)]
    [InlineData(1000, 7)]
    [InlineData(500, 512)]
    public void An_epoch_takes_every_example_once(int examples, int batchSize)
    {
        BatchPlan plan = Plan(examples, batchSize);
        for (int epoch = 1; epoch <= 3; epoch++)
        {
            plan.StartEpoch(seed: 5, epoch);
            int[][] batches = Batches(plan);
            Assert.Equal((examples + batchSize - 1) / batchSize, batches.Length);
            Assert.Equal(Enumerable.Range(0, examples), batches.SelectMany(batch => batch).Order());
            Assert.All(batches, batch => Assert.InRange(batch.Length, 1, batchSize));
            Assert.True(batches.Count(batch => batch.Length < batchSize) <= 1);
        }
    }

    [Fact]
    public void Batches_depend_on_seed_and_epoch_alone()
    {
        BatchPlan plan = Plan(200, 8);
        plan.StartEpoch(1, 1);
        int[][] first = Batches(plan);
        plan.StartEpoch(1, 2);
        int[][] second = Batches(plan);
        plan.StartEpoch(1, 1);
        Assert.Equal(first, Batches(plan));

        BatchPlan other = Plan(200, 8);
        other.StartEpoch(1, 2);
        Assert.Equal(second, Batches(other));
        other.StartEpoch(2, 2);
        Assert.NotEqual(second, Batches(other));
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void A_batch_holds_examples_of_like_length_in_an_order_that_is_not_theirs()
    {
        var random = new RandomStream(1);
        int[] lengths = [.. Enumerable.Range(0, 800).Select(_ => 1 + random.NextInteger(300))];
        var plan = new BatchPlan(new LengthsOnly(lengths), 16);
        plan.StartEpoch(1, 1);
        int[][] batches = Batches(plan);

        // 800 examples are one pool: fully sorted, 50 batches share the range of 300.
        Assert.All(batches, batch => Assert.InRange(batch.Max(i => lengths[i]) - batch.Min(i => lengths[i]), 0, 30));
        int[] means = [.. batches.Select(batch => (int)batch.Average(i => lengths[i]))];
        Assert.NotEqual(means.Order(), means);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 1)]
    [InlineData(16, 2)]
    [InlineData(32, 4)]
    [InlineData(4096, 8)]
    public void Shards_depend_on_the_size_of_the_batch_alone(int batchSize, int shards) =>
        Assert.Equal(shards, Shards.Count(batchSize));

    [Fact]
    public void Shards_share_the_batch_evenly()
    {
        int[] batch = [.. Enumerable.Range(100, 29)];
        int shards = Shards.Count(batch.Length);
        var all = new List<int>();
        int[] shard = new int[batch.Length];
        for (int i = 0; i < shards; i++)
        {
            int count = Shards.Fill(batch, i, shards, shard);
            Assert.InRange(count, batch.Length / shards, batch.Length / shards + 1);
            all.AddRange(shard.Take(count));
        }

        Assert.Equal(batch, all.Order());
    }

    private static BatchPlan Plan(int examples, int batchSize) =>
        new(new LengthsOnly([.. Enumerable.Range(0, examples).Select(i => i * 7 % 50)]), batchSize);

    private static int[][] Batches(BatchPlan plan) => [.. Enumerable.Range(0, plan.BatchCount).Select(i => plan.Batch(i).ToArray())];
}
