using ContextMemory.MLNet.Evaluation;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tests.Evaluation;

public sealed class EntityEvaluatorTests
{
    [Fact]
    public void Equivalent_types_are_one()
    {
        var evaluator = new EntityEvaluator();
        evaluator.Add([new(0, 2, "LÉKAŘ")], [new(0, 2, "LE\u0301KAR\u030c")]);

        EntityMetrics metrics = evaluator.Measure();

        Assert.Equal((1, 0), (metrics.F1, metrics.TypeErrors));
        Assert.Equal(["LÉKAŘ"], metrics.PerType.Keys);
    }

    [Fact]
    public void Counts_are_those_worked_out_by_hand()
    {
        var evaluator = new EntityEvaluator();

        // Right; right extent, wrong type; part; missed; and two that are not there, one of them beside a missed one.
        evaluator.Add(
            [new(0, 2, "PER"), new(3, 1, "LOC"), new(5, 3, "ORG"), new(10, 1, "PER")],
            [new(0, 2, "PER"), new(3, 1, "ORG"), new(6, 2, "ORG"), new(11, 1, "PER"), new(20, 2, "LOC")]);
        evaluator.Add([], []);
        EntityMetrics metrics = evaluator.Measure();

        Assert.Equal(2, metrics.Rows);
        Assert.Equal(new MatchScores(4, 5, 1), metrics.Micro);
        Assert.Equal(0.2, metrics.Precision, 1e-12);
        Assert.Equal(0.25, metrics.Recall, 1e-12);
        Assert.Equal(2.0 / 9, metrics.F1, 1e-12);
        Assert.Equal(new MatchScores(2, 2, 1), metrics.PerType["PER"]);
        Assert.Equal(new MatchScores(1, 1, 0), metrics.PerType["LOC"]);
        Assert.Equal(new MatchScores(1, 2, 0), metrics.PerType["ORG"]);
        Assert.Equal(0.5 / 3, metrics.MacroPrecision, 1e-12);
        Assert.Equal(0.5 / 3, metrics.MacroRecall, 1e-12);
        Assert.Equal(0.5 / 3, metrics.MacroF1, 1e-12);
        Assert.Equal((1, 1, 1, 2), (metrics.PartialMatches, metrics.TypeErrors, metrics.Missed, metrics.Spurious));
        Assert.Equal(
            [(("LOC", "ORG"), 1L), (("PER", "PER"), 1L)],
            metrics.Confusion.Select(pair => (pair.Key, pair.Value)));
    }

    [Fact]
    public void Nothing_measured_is_zero_everywhere()
    {
        EntityMetrics metrics = new EntityEvaluator().Measure();
        Assert.Equal((0L, 0.0, 0.0, 0.0, 0.0), (metrics.Rows, metrics.Precision, metrics.Recall, metrics.F1, metrics.MacroF1));
        Assert.Empty(metrics.PerType);
    }

    [Fact]
    public void An_entity_given_twice_counts_once()
    {
        var evaluator = new EntityEvaluator();
        evaluator.Add([new(0, 1, "A"), new(0, 1, "A")], [new(0, 1, "A"), new(0, 1, "A"), new(0, 1, "A")]);
        Assert.Equal(new MatchScores(1, 1, 1), evaluator.Measure().Micro);
    }

    // The example of conlleval's manual in small: what the two readings make of a malformed prediction, by hand.
    [Theory]
    [InlineData(TagReading.Conlleval, 3, 4, 2)]
    [InlineData(TagReading.Strict, 3, 2, 1)]
    public void Readings_differ_on_malformed_tags(TagReading reading, int support, int predicted, int correct)
    {
        string[] right = ["B-PER", "I-PER", "O", "B-LOC", "O", "B-ORG", "I-ORG", "I-ORG"];
        string[] found = ["I-PER", "I-PER", "O", "B-LOC", "O", "B-ORG", "O", "I-ORG"];
        var evaluator = new EntityEvaluator();
        evaluator.Add(TagSequence.Read(right, TagReading.Strict), TagSequence.Read(found, reading));
        Assert.Equal(new MatchScores(support, predicted, correct), evaluator.Measure().Micro);
    }
}
