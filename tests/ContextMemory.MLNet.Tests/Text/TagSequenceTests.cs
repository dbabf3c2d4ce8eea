using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tests.Text;

/// <summary>Malformed sequences read by hand with the rules of conlleval and of seqeval's strict mode.</summary>
public sealed class TagSequenceTests
{
    [Theory]
    [InlineData("I-PER I-PER O", "0+2 PER")]
    [InlineData("B-PER I-LOC I-LOC", "0+1 PER, 1+2 LOC")]
    [InlineData("O I-LOC B-LOC I-LOC", "1+1 LOC, 2+2 LOC")]
    [InlineData("B-PER O I-PER", "0+1 PER, 2+1 PER")]
    [InlineData("B-PER I-PER E-PER I-PER", "0+3 PER, 3+1 PER")]
    [InlineData("E-PER E-PER", "0+1 PER, 1+1 PER")]
    [InlineData("S-PER I-PER", "0+1 PER, 1+1 PER")]
    [InlineData("B-PER B-PER", "0+1 PER, 1+1 PER")]
    [InlineData("U-PER O B-LOC L-LOC", "0+1 PER, 2+2 LOC")]
    [InlineData("nonsense B-PER", "1+1 PER")]
    [InlineData("", "")]
    public void Lenient_reading_finds_what_conlleval_finds(string tags, string expected) =>
        Assert.Equal(expected, Read(tags, TagReading.Conlleval, hasEnds: false));

    [Theory]
    [InlineData("I-PER I-PER O", "")]
    [InlineData("B-PER I-LOC I-LOC", "0+1 PER")]
    [InlineData("O I-LOC B-LOC I-LOC", "2+2 LOC")]
    [InlineData("B-PER O I-PER", "0+1 PER")]
    [InlineData("B-PER B-PER I-PER", "0+1 PER, 1+2 PER")]
    public void Strict_reading_without_ends_needs_a_beginning(string tags, string expected) =>
        Assert.Equal(expected, Read(tags, TagReading.Strict, hasEnds: false));

    [Theory]
    [InlineData("B-PER I-PER O", "")]
    [InlineData("B-PER I-PER E-PER", "0+3 PER")]
    [InlineData("B-PER E-LOC", "")]
    [InlineData("B-PER B-PER E-PER", "1+2 PER")]
    [InlineData("S-PER E-PER", "0+1 PER")]
    [InlineData("B-PER E-PER E-PER", "0+2 PER")]
    [InlineData("I-PER E-PER S-LOC", "2+1 LOC")]
    public void Strict_reading_with_ends_needs_a_beginning_and_an_end(string tags, string expected) =>
        Assert.Equal(expected, Read(tags, TagReading.Strict, hasEnds: true));

    [Theory]
    [InlineData("O", true)]
    [InlineData("B-PER", true)]
    [InlineData("U-A-B", true)]
    [InlineData("B-", false)]
    [InlineData("X-PER", false)]
    [InlineData("PER", false)]
    [InlineData("", false)]
    public void A_tag_is_told_from_what_is_none(string tag, bool expected) => Assert.Equal(expected, TagSequence.TryParse(tag, out _, out _));

    private static string Read(string tags, TagReading reading, bool hasEnds) => string.Join(
        ", ",
        TagSequence.Read(tags.Length == 0 ? [] : tags.Split(' '), reading, hasEnds)
            .Select(entity => $"{entity.Start}+{entity.Length} {entity.Type}"));
}
