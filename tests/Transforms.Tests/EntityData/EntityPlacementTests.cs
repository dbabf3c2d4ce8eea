using ContextMemory.MLNet;

namespace Transforms.Tests.EntityData;

public sealed class EntityPlacementTests
{
    // The smiley has two UTF-16 units and is one code point: Rome starts at 20 or 19.
    private const string Text = "call Ana Kiss 🙂 in Rome";

    [Theory]
    [InlineData(20, true, false)]
    [InlineData(19, false, true)]
    public void Entities_fit_in_the_unit_that_their_offsets_count(int start, bool asUtf16, bool asCodePoints)
    {
        EntityPlacement placed = Of(OffsetUnit.Utf16, new(5, 8, "PERSON"), new(start, 4, "PLACE"));
        Assert.Equal((asUtf16, asCodePoints), (placed.Fits(OffsetUnit.Utf16), placed.Fits(OffsetUnit.CodePoints)));
    }

    [Fact]
    public void An_entity_that_is_not_in_the_text_is_a_fault_in_the_unit_of_the_offsets()
    {
        Assert.Equal(
            ["the entity at 21 of length 4 is not in the text; expected a start from 0 and a length from 1 within the text's 24 UTF-16 units"],
            Of(OffsetUnit.Utf16, new EntitySpan(21, 4, "PLACE")).Faults());
        Assert.Equal(
            ["the entity at 20 of length 4 is not within the text's 23 code points"],
            Of(OffsetUnit.CodePoints, new EntitySpan(20, 4, "PLACE")).Faults());
        Assert.Empty(Of(OffsetUnit.CodePoints, new EntitySpan(19, 4, "PLACE")).Faults());
    }

    [Fact]
    public void Overlaps_and_missing_types_are_faults() => Assert.Equal(
        [
            "the entity at 9 has no type; expected a name",
            "the  at 9 of length 4 overlaps the PERSON at 5 of length 8; expected entities that do not overlap",
        ],
        Of(OffsetUnit.Utf16, new(5, 8, "PERSON"), new(9, 4, "")).Faults());

    [Fact]
    public void Entities_that_do_not_fit_words_are_named_as_they_were_given() => Assert.Equal(
        [
            "the PERSON 'An' at 5 cuts a word",
            "the PERSON 'Kiss ' at 9 begins or ends with a space",
            "the SPACE at 13 covers no word",
            "the PLACE 'Rom' at 19 cuts a word",
        ],
        Of(OffsetUnit.CodePoints, new(5, 2, "PERSON"), new(9, 5, "PERSON"), new(13, 1, "SPACE"), new(19, 3, "PLACE")).Misfits());

    [Fact]
    public void Words_marks_and_line_ends_are_counted() => Assert.Equal(5, new EntityPlacement("Ana!\nRome 1", []).TokenCount);

    [Fact]
    public void Only_entities_with_a_word_are_learned() => Assert.Equal(
        ["PERSON", "PLACE"],
        Of(OffsetUnit.Utf16, new(5, 2, "PERSON"), new(13, 1, "SPACE"), new(20, 4, "PLACE"), new(30, 4, "OUTSIDE")).TypesLearned());

    private static EntityPlacement Of(OffsetUnit offsets, params EntitySpan[] entities) => new(Text, entities, offsets);
}
