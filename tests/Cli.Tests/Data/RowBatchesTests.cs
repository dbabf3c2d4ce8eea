using System.IO.Pipes;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;

namespace ContextMemory.MLNet.Cli.Tests.Data;

public class RowBatchesTests
{
    [Fact]
    public void All_rows_come_in_order_and_in_bounded_batches()
    {
        LabeledRow[] rows = [.. Enumerable.Range(0, 20_000).Select(i => new LabeledRow("", $"{i}"))];

        IReadOnlyList<LabeledRow>[] batches = [.. BatchesOf(rows)];

        Assert.Equal(rows, batches.SelectMany(batch => batch));
        Assert.All(batches, batch => Assert.InRange(batch.Count, 1, 4_096));
    }

    [Fact]
    public void Long_texts_make_small_batches()
    {
        string text = new('x', 1 << 20);

        IReadOnlyList<LabeledRow>[] batches = [.. BatchesOf(Enumerable.Repeat(new LabeledRow("", text), 20))];

        Assert.Equal(20, batches.Sum(batch => batch.Count));
        Assert.All(batches, batch => Assert.InRange(batch.Count, 1, 4));
    }

    [Fact]
    public void A_row_is_there_while_the_next_is_still_to_come()
    {
        using var input = new AnonymousPipeServerStream(PipeDirection.Out);
        using var stream = new AnonymousPipeClientStream(PipeDirection.In, input.ClientSafePipeHandle);
        using IEnumerator<IReadOnlyList<LabeledRow>> batches =
            BatchesOf(new TextFormat(ReadingOptions.Default).Read(new TextSource(stream, "input"), labeled: false)).GetEnumerator();

        input.Write("one\n"u8);
        Assert.True(batches.MoveNext());
        Assert.Equal("one", Assert.Single(batches.Current).Text);

        input.Write("two"u8);
        input.Dispose();
        Assert.True(batches.MoveNext());
        Assert.Equal("two", Assert.Single(batches.Current).Text);
        Assert.False(batches.MoveNext());
    }

    [Fact]
    public void A_failure_comes_after_the_rows_before_it()
    {
        static IEnumerable<LabeledRow> Rows()
        {
            yield return new LabeledRow("", "one");
            throw new FailureException("no more");
        }

        var seen = new List<LabeledRow>();
        var exception = Assert.Throws<FailureException>(() =>
        {
            foreach (IReadOnlyList<LabeledRow> batch in BatchesOf(Rows()))
            {
                seen.AddRange(batch);
            }
        });

        Assert.Equal("no more", exception.Message);
        Assert.Equal("one", Assert.Single(seen).Text);
    }

    private static RowBatches<LabeledRow> BatchesOf(IEnumerable<LabeledRow> rows) => new(rows, row => row.Text.Length);
}
