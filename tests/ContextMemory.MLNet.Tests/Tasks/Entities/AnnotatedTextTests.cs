using ContextMemory.MLNet.Tasks.Entities;

namespace ContextMemory.MLNet.Tests.Tasks.Entities;

public sealed class AnnotatedTextTests
{
    [Fact]
    public void Entities_that_fit_are_said_to_fit()
    {
        EntityAlignment alignment = Count(AnnotatedText.Of("call \U0001F642 Ana", [new(8, 3, "PER")]), AnnotatedText.Of(["Ana"], ["B-PER"]));

        Assert.Equal(new { Entities = 2, Misfits = 0, LeftOut = 0, FitAsCodePoints = false }, Numbers(alignment));
        Assert.Equal("All 2 entities begin and end where words do.", $"{alignment}");
    }

    [Fact]
    public void Entities_that_do_not_fit_are_counted_and_named()
    {
        EntityAlignment alignment = Count(
            AnnotatedText.Of("Bobby sang", [new(0, 3, "PER")]),
            AnnotatedText.Of("call Ana now", [new(5, 4, "PER")]),
            AnnotatedText.Of("a \U0001F642 b", [new(3, 1, "X")]),
            AnnotatedText.Of("12kg rice", [new(0, 2, "N"), new(2, 2, "U")]),
            AnnotatedText.Of("a  b", [new(1, 1, "X")]));

        Assert.Equal(new { Entities = 6, Misfits = 5, LeftOut = 2, FitAsCodePoints = false }, Numbers(alignment));
        Assert.Equal(["row 1: 'Bob' at 0", "row 2: 'Ana ' at 5", "row 3: '\uDE42' at 3", "row 4: '12' at 0", "row 4: 'kg' at 2"], alignment.Examples);
        Assert.Equal(
            "5 of 6 entities begin or end within a word or with white space (row 1: 'Bob' at 0; row 2: 'Ana ' at 5; row 3: '\uDE42' at 3; " +
            "row 4: '12' at 0; row 4: 'kg' at 2): they are learned as whole words and never found as they are annotated. " +
            "2 of 6 entities were left out: they share a word with another one, or cover none.",
            $"{alignment}");
    }

    [Fact]
    public void Offsets_in_code_points_are_recognized()
    {
        EntityAlignment alignment = Count(
            AnnotatedText.Of("\U0001F642 Ana in Rome", [new(2, 3, "PER"), new(9, 4, "LOC")]), AnnotatedText.Of("call Ana", [new(5, 3, "PER")]));

        Assert.Equal(new { Entities = 3, Misfits = 2, LeftOut = 0, FitAsCodePoints = true }, Numbers(alignment));
        Assert.EndsWith(
            "All of them would fit if offsets counted code points, as strings of Python do: load the file with OffsetUnit.CodePoints, " +
            "in cmem with --offsets codepoints.",
            $"{alignment}",
            StringComparison.Ordinal);
        Assert.False(Count(
            AnnotatedText.Of("\U0001F642 Ana", [new(2, 3, "PER")]), AnnotatedText.Of("Bobby", [new(0, 3, "PER")])).FitAsCodePoints);
        Assert.False(Count(
            AnnotatedText.Of("\U0001F642 Ana", [new(2, 3, "PER")]), AnnotatedText.Of("\U0001F642 Ana", [new(3, 3, "PER")])).FitAsCodePoints);
    }

    [Fact]
    public void Ten_are_named_at_most()
    {
        EntityAlignment alignment = Count([.. Enumerable.Repeat(AnnotatedText.Of("Bobby", [new(0, 3, "PER")]), 12)]);

        Assert.Equal(10, alignment.Examples.Count);
        Assert.Contains("row 10: 'Bob' at 0, ...): ", $"{alignment}", StringComparison.Ordinal);
    }

    [Fact]
    public void Tags_of_white_space_at_the_ends_of_an_entity_are_outside()
    {
        AnnotatedText text = AnnotatedText.Of(["\n", "Ana", "\t", "Lee", "\n", "\n"], ["B-PER", "I-PER", "I-PER", "I-PER", "I-PER", "B-LOC"]);

        Assert.Equal([new EntitySpan(1, 3, "PER")], text.Entities);
        Assert.Equal(new { Entities = 2, Misfits = 1, LeftOut = 1, FitAsCodePoints = false }, Numbers(Count(text)));
    }

    private static EntityAlignment Count(params AnnotatedText[] rows)
    {
        var counter = new AlignmentCounter();
        Array.ForEach(rows, counter.Add);
        return counter.Count();
    }

    private static object Numbers(EntityAlignment alignment) =>
        new { alignment.Entities, alignment.Misfits, alignment.LeftOut, alignment.FitAsCodePoints };
}
