using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tests.Text;

public sealed class TagSetTests
{
    private static readonly string[] Types = ["LOC", "PER"];

    [Fact]
    public void Tags_are_named_as_the_scheme_has_them()
    {
        Assert.Equal(["O", "B-LOC", "I-LOC", "B-PER", "I-PER"], new TagSet(TagScheme.Bio, Types).Names);
        Assert.Equal(
            ["O", "B-LOC", "I-LOC", "E-LOC", "S-LOC", "B-PER", "I-PER", "E-PER", "S-PER"],
            new TagSet(TagScheme.Bioes, Types).Names);
    }

    [Theory]
    [InlineData(TagScheme.Bio, "O B-PER I-PER I-PER B-PER B-LOC I-LOC O")]
    [InlineData(TagScheme.Bioes, "O B-PER I-PER E-PER S-PER B-LOC E-LOC O")]
    public void Entities_become_tags_and_come_back(TagScheme scheme, string expected)
    {
        var tags = new TagSet(scheme, Types);
        EntitySpan[] entities = [new(1, 3, "PER"), new(4, 1, "PER"), new(5, 2, "LOC")];
        int[] encoded = tags.Encode(8, entities);
        Assert.Equal(expected, string.Join(' ', encoded.Select(tag => tags.Names[tag])));
        Assert.Equal(entities, tags.Decode(encoded));
        Assert.Equal(entities, TagSequence.Read([.. encoded.Select(tag => tags.Names[tag])], TagReading.Conlleval));
        Assert.Equal(entities, TagSequence.Read([.. encoded.Select(tag => tags.Names[tag])], TagReading.Strict, scheme == TagScheme.Bioes));
    }

    [Theory]
    [InlineData(TagScheme.Bio)]
    [InlineData(TagScheme.Bioes)]
    public void What_is_allowed_is_just_what_encodes_entities(TagScheme scheme)
    {
        var tags = new TagSet(scheme, Types);
        int count = tags.Names.Count;
        const int Tokens = 3;
        for (int number = 0; number < count * count * count; number++)
        {
            int[] sequence = [number / (count * count), number / count % count, number % count];
            bool isAllowed = tags.Transitions.MayStart(sequence[0])
                && tags.Transitions.MayFollow(sequence[0], sequence[1])
                && tags.Transitions.MayFollow(sequence[1], sequence[2])
                && tags.Transitions.MayEnd(sequence[2]);
            string[] names = [.. sequence.Select(tag => tags.Names[tag])];
            bool isEncoding = tags.Encode(Tokens, TagSequence.Read(names, TagReading.Strict, scheme == TagScheme.Bioes)).SequenceEqual(sequence);
            Assert.True(isAllowed == isEncoding, $"{string.Join(' ', names)}: allowed {isAllowed}, encodes entities {isEncoding}");
        }
    }
}
