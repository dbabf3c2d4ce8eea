using ContextMemory.MLNet;
using Microsoft.ML;
using Transforms.Tests.Support;

namespace Transforms.Tests.EntityData;

/// <summary>Wrong labels of entities are refused by Fit and by EvaluateEntities alike, with their row.</summary>
public class EntityLabelFaultTests
{
    private const string Remedy = " 'cmem check' lists all faults of a file.";

    private static readonly Lazy<ContextMemoryExtractEntitiesTransformer> Trained = new(() =>
        new MLContext(1).Transforms.Text.ContextMemoryExtractEntities(Tiny.Entities)
            .Fit(new MLContext(1).Data.LoadFromEnumerable([Right, Right])));

    private readonly MLContext _context = new(1);

    private static AnnotatedDocument Right => new("Anna sang", [new EntitySpan(0, 4, "PER")]);

    [Theory]
    [InlineData(0, 99, "PER", "LabelStarts", "the entity at 0 of length 99 is not in the text; expected a start from 0 and a length from 1 within the text's 4 UTF-16 units.")]
    [InlineData(4, -4, "PER", "LabelStarts", "the entity at 4 of length -4 is not in the text; expected a start from 0 and a length from 1 within the text's 4 UTF-16 units.")]
    [InlineData(-1, 2, "PER", "LabelStarts", "the entity at -1 of length 2 is not in the text; expected a start from 0 and a length from 1 within the text's 4 UTF-16 units.")]
    [InlineData(int.MaxValue, int.MaxValue, "PER", "LabelStarts", "the entity at 2147483647 of length 2147483647 is not in the text; expected a start from 0 and a length from 1 within the text's 4 UTF-16 units.")]
    [InlineData(0, 4, " ", "LabelTypes", "the entity at 0 has no type; expected a name.")]
    [InlineData(2, 2, "LOC", "LabelStarts", "the LOC at 2 of length 2 overlaps the PER at 0 of length 4; expected entities that do not overlap.")]
    public void Wrong_places_are_refused_with_their_row(int start, int length, string type, string column, string fault)
    {
        EntitySpan[] entities = type == "LOC" ? [new EntitySpan(0, 4, "PER"), new EntitySpan(start, length, type)] : [new EntitySpan(start, length, type)];
        IDataView data = _context.Data.LoadFromEnumerable([Right, new AnnotatedDocument("Anna", entities)]);

        Assert.Equal($"Row 2, column '{column}': {fault}{Remedy}", Refused(() => Fit(data)));
        Assert.Equal($"Row 2, column '{column}': {fault}{Remedy}", Refused(() => Evaluate(data)));
    }

    [Theory]
    [InlineData("b-per")]
    [InlineData("B")]
    [InlineData("B-")]
    [InlineData("PER")]
    [InlineData("o")]
    [InlineData("")]
    [InlineData("X-PER")]
    public void Wrong_tags_are_refused_with_their_row(string tag)
    {
        IDataView data = _context.Data.LoadFromEnumerable(
            [new TaggedTokens { Tokens = ["Anna"], Tags = ["B-PER"] }, new TaggedTokens { Tokens = ["Anna", "sang"], Tags = ["O", tag] }]);

        string fault = $"Row 2, column 'Label': '{tag}' is no tag; expected O, or B-, I-, E-, S- (also L-, U-) and a type.{Remedy}";
        Assert.Equal(fault, Refused(() => Fit(data)));
        Assert.Equal(fault, Refused(() => Evaluate(data)));
        Assert.Equal(fault, Refused(() => Evaluate(data, TagReading.Strict)));
    }

    private void Fit(IDataView data) => _context.Transforms.Text.ContextMemoryExtractEntities(Tiny.Entities).Fit(data);

    private void Evaluate(IDataView data, TagReading reading = TagReading.Conlleval) =>
        _context.ContextMemory().EvaluateEntities(Trained.Value.Transform(data), reading: reading);

    private static string Refused(Action action) => Assert.Throws<InvalidOperationException>(action).Message;
}
