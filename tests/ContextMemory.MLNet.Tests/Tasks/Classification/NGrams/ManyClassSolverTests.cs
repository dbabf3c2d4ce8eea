using ContextMemory.MLNet.Corpus;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Tasks.Classification.NGrams;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tests.Tasks.Classification.NGrams;

/// <summary>The linear part of many classes: each has three words of its own among those that all have.</summary>
public sealed class ManyClassSolverTests
{
    private const int Classes = 300;
    private const int OwnWords = 3;
    private const int CommonWords = 40;

    [Fact]
    public void Many_classes_are_told_apart_as_well_as_by_a_machine_for_each()
    {
        NGramClassifier together = Learn(Rows(4 * Classes, seed: 1), ManyClasses.Threshold);
        NGramClassifier each = Learn(Rows(4 * Classes, seed: 1), int.MaxValue);

        Assert.NotNull(together.Sparse);
        Assert.Empty(together.Weights);
        Assert.Null(each.Sparse);
        double accuracy = Accuracy(together);
        Assert.InRange(accuracy, 0.9, 1);
        Assert.InRange(accuracy, Accuracy(each) - 0.02, 1);
    }

    [Fact]
    public void There_are_no_more_weights_than_rows_have_features_however_many_the_classes()
    {
        NGramClassifier classifier = Learn(Rows(4 * Classes, seed: 1), ManyClasses.Threshold);

        // Of eight words and seven pairs a row.
        Assert.InRange(classifier.Sparse!.Values.Length, Classes, 4 * Classes * 15);
        Assert.Equal(classifier.Index.Count, classifier.Sparse.Count);
        Assert.All(classifier.Biases, bias => Assert.Equal(-1, bias));
    }

    [Fact]
    public void The_weights_are_the_same_each_time_and_on_any_number_of_threads()
    {
        NGramClassifier one = Learn(Rows(2 * Classes, seed: 1), ManyClasses.Threshold, threads: 1);
        NGramClassifier three = Learn(Rows(2 * Classes, seed: 1), ManyClasses.Threshold, threads: 3);
        Assert.Equal(one.Sparse!.Columns, three.Sparse!.Columns);
        Close.SameBits(one.Sparse.Values, three.Sparse.Values, "weights");
    }

    [Fact]
    public void A_row_of_several_labels_teaches_each_of_them()
    {
        var sets = new LabelSets();
        var random = new RandomStream(1);
        var rows = new EncodedRows(MemoryRoom.Unlimited(), isMultiLabel: true);
        for (int row = 0; row < 6 * Classes; row++)
        {
            int[] labels = [row % Classes, random.NextInteger(Classes)];
            rows.Add([.. labels.SelectMany(label => Own(label, random)), .. Common(random, 4)], sets.Of([.. labels]));
        }

        NGramClassifier classifier = Learn(rows, ManyClasses.Threshold);

        int right = 0;
        for (int row = 0; row < 200; row++)
        {
            int[] labels = [random.NextInteger(Classes / 2), Classes / 2 + random.NextInteger(Classes / 2)];
            var margins = new float[Classes];
            classifier.Score([.. labels.SelectMany(label => Own(label, random)), .. Common(random, 4)], margins, default);
            right += labels.All(label => margins.Count(margin => margin > margins[label]) < 2) ? 1 : 0;
        }

        Assert.InRange(right, 170, 200);
    }

    [Fact]
    public void What_was_learned_before_is_where_it_begins()
    {
        NGramClassifier earlier = Learn(Rows(4 * Classes, seed: 1), ManyClasses.Threshold);

        // Rows of the first ten classes say nothing of the others; there is a class more.
        EncodedRows few = Rows(40, seed: 2, classes: 10);
        NGramClassifier continued = Learn(few, ManyClasses.Threshold, earlier: earlier, classes: Classes + 1);

        Assert.Equal(Classes + 1, continued.Biases.Length);
        Assert.InRange(Accuracy(continued, first: 10), Accuracy(earlier, first: 10) - 0.03, 1);
    }

    [Fact]
    public void Few_classes_that_become_many_keep_their_weights()
    {
        NGramClassifier dense = Learn(Rows(400, seed: 1, classes: 100), ManyClasses.Threshold, classes: 100);
        Assert.Null(dense.Sparse);

        NGramClassifier grown = Learn(Rows(4 * Classes, seed: 2), ManyClasses.Threshold, earlier: dense);

        Assert.NotNull(grown.Sparse);
        Assert.InRange(Accuracy(grown), 0.9, 1);
    }

    [Fact]
    public void Where_there_is_not_room_for_all_weights_those_of_features_of_few_classes_come_first()
    {
        EncodedRows training = Rows(4 * Classes, seed: 1);
        using var rows = new SparseRows(MemoryRoom.Unlimited());
        var vector = new NGramVector();
        for (int row = 0; row < training.Documents.Count; row++)
        {
            vector.Clear();
            vector.Features.AddRange(training.Documents[row].Distinct().Order());
            vector.Values.AddRange(vector.Features.Select(_ => 1 / MathF.Sqrt(vector.Features.Count)));
            rows.Add(vector);
        }

        var solver = new ManyClassSolver(rows, training, features: 2_000, Classes, cost: 1);
        CompressedRows weights = solver.Solve(seed: 1, earlier: null, most: 1_950, StageWatch.None);
        Assert.InRange(weights.Values.Length, 500, 1_950);
        Assert.All(Enumerable.Range(0, 100), common => Assert.True(weights.ColumnsOf(common).IsEmpty));
    }

    private static NGramClassifier Learn(
        EncodedRows rows, int manyFrom, int threads = 2, NGramClassifier? earlier = null, int classes = Classes)
    {
        using var workers = new Workers(threads);
        TokenCoder coder = ToyTexts.Encoders(ToyTexts.Topics(3, seed: 1), ToyTexts.SmallEncoder(EncoderKind.Lstm), 3).Coder;
        return new NGramTrainer(new NGramOptions(), new TrainingOptions(), classes, coder, earlier, seed: 1) { ManyFrom = manyFrom }.Train(rows, workers);
    }

    private static EncodedRows Rows(int count, ulong seed, int classes = Classes)
    {
        var random = new RandomStream(seed);
        var rows = new EncodedRows();
        for (int row = 0; row < count; row++)
        {
            rows.Add([.. Own(row % classes, random), .. Common(random, 6)], row % classes);
        }

        return rows;
    }

    private static IEnumerable<int> Own(int label, RandomStream random) =>
        [.. Enumerable.Range(0, 2).Select(_ => 100 + OwnWords * label + random.NextInteger(OwnWords))];

    private static IEnumerable<int> Common(RandomStream random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => 2 + random.NextInteger(CommonWords))];

    private static double Accuracy(NGramClassifier classifier, int first = 0)
    {
        EncodedRows test = Rows(2 * Classes, seed: 3);
        int right = 0;
        int all = 0;
        for (int row = 0; row < test.Documents.Count; row++)
        {
            if (test.Labels[row].Class >= first)
            {
                var margins = new float[classifier.Biases.Length];
                classifier.Score(test.Documents[row], margins, default);
                right += System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(margins) == test.Labels[row] ? 1 : 0;
                all++;
            }
        }

        return (double)right / all;
    }
}
