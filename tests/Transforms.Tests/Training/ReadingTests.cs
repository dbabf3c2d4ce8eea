using System.Runtime.CompilerServices;
using ContextMemory.MLNet;
using Microsoft.ML;
using Transforms.Tests.Harness;
using Transforms.Tests.Support;

namespace Transforms.Tests.Training;

/// <summary>How the training data is read.</summary>
public class ReadingTests : EstimatorHarness
{
    [Theory]
    [Trait("Category", "Slow")]
    [MemberData(nameof(Cases))]
    public void The_text_is_read_twice(string name)
    {
        var context = new MLContext(1);
        EstimatorCase one = EstimatorCase.Get(name);
        var source = new CountingView(one.Load(context, Messages.Make(50)));

        one.Create(context).Fit(source);

        Assert.Equal(100, source.Reads("Text"));

        // A label of text is read once more, alone: its classes must be known before the model is made.
        string[] readAlone = name.Contains("Topic", StringComparison.Ordinal) ? ["Topic"]
            : name.StartsWith("any number of labels", StringComparison.Ordinal) ? ["Labels"]
            : [];
        Assert.Equal(2 + readAlone.Length, source.Cursors);
        Assert.All(source.ActiveColumns.Skip(readAlone.Length), columns => Assert.Contains("Text", columns));
        Assert.Equal(readAlone, source.ActiveColumns.Where(columns => !columns.Contains("Text")));
    }

    [Fact]
    public void Every_epoch_is_trained_from_the_same_two_readings()
    {
        var context = new MLContext(1);
        var source = new CountingView(Messages.Load(context, 50));

        context.Transforms.ContextMemoryEncode(Tiny.Encode with { Training = Tiny.Training with { Epochs = 5 } }).Fit(source);

        Assert.Equal(2, source.Cursors);
    }

    [Fact]
    public void Rows_that_are_made_on_the_fly_are_not_kept()
    {
        const int Rows = 50_000;
        var context = new MLContext(1);
        var stream = new ShortRows(Rows);
        TrainingOptions training = Tiny.Training with { BatchSize = 1_024, ValidationFraction = 0 };

        ContextMemoryEncodeTransformer model = context.Transforms
            .ContextMemoryEncode(Tiny.Encode with { Training = training })
            .Fit(context.Data.LoadFromEnumerable(stream.Read()));

        Assert.Equal(Rows, model.TrainingReport!.TrainingRows);
        Assert.Equal(2, stream.AliveAtTheEnd.Count);
        Assert.All(stream.AliveAtTheEnd, alive => Assert.InRange(alive, 0, 5));
    }

    /// <summary>Rows that exist only while they are read; looks at the end of each reading how many are still held by someone.</summary>
    private sealed class ShortRows(int count)
    {
        private static readonly string[] Words = ["red", "green", "blue", "round", "square"];

        public List<int> AliveAtTheEnd { get; } = [];

        public IEnumerable<Message> Read()
        {
            var some = new List<WeakReference>();
            for (int id = 0; id < count; id++)
            {
                yield return Make(id, some);
            }

            GC.Collect();
            AliveAtTheEnd.Add(some.Count(row => row.IsAlive));
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static Message Make(int id, List<WeakReference> some)
        {
            var row = new Message { Id = id, Text = $"{Words[id % 5]} {Words[id / 5 % 5]} {Words[id / 25 % 5]}" };
            if (id % 500 == 0)
            {
                some.Add(new WeakReference(row.Text));
            }

            return row;
        }
    }
}
