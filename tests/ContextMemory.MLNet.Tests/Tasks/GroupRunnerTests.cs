using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Tasks;

namespace ContextMemory.MLNet.Tests.Tasks;

public sealed class GroupRunnerTests
{
    private const int Documents = 500;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Every_document_is_read_once_beside_those_of_its_length(int threads)
    {
        var calls = new int[Documents];
        Create().Run(Documents, Length, threads, (_, _, members) =>
        {
            Assert.InRange(Length(members[0]) - Length(members[^1]), 0, 40);
            foreach (int member in members)
            {
                Interlocked.Increment(ref calls[member]);
            }
        });
        Assert.All(calls, count => Assert.Equal(1, count));
    }

    [Fact]
    public void Working_memory_is_used_again()
    {
        GroupRunner<List<int>> runner = Create();
        var batches = new HashSet<List<int>>(ReferenceEqualityComparer.Instance);
        for (int run = 0; run < 3; run++)
        {
            runner.Run(Documents, Length, threads: 1, (_, batch, _) => batches.Add(batch));
        }

        Assert.Single(batches);
    }

    [Fact]
    public void Nothing_is_read_where_there_is_nothing()
    {
        GroupRunner<List<int>> runner = Create();
        runner.Run(0, Length, threads: 2, (_, _, _) => Assert.Fail("A group was read."));
        Assert.Equal(0, runner.Measure(0, Length, (_, _, _) => Assert.Fail("A group was read.")));
    }

    [Fact]
    public void The_longest_documents_are_measured()
    {
        long bytes = Create().Measure(Documents, Length, (pass, _, members) => pass.Arena.Allocate(members.Length, Length(members[0])));
        Assert.InRange(bytes, 99 * sizeof(float), long.MaxValue);
    }

    private static int Length(int document) => 1 + document * 7 % 99;

    private static GroupRunner<List<int>> Create()
    {
        var layout = new ParameterLayout();
        return new GroupRunner<List<int>>(segmentLength: 64, () => new Weights(layout, Kernels.Current));
    }
}
