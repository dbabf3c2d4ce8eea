using Microsoft.ML;
using Transforms.Tests.Support;

namespace Transforms.Tests.Harness;

public class SchemaTests : EstimatorHarness
{
    [Theory]
    [MemberData(nameof(Cases))]
    public void ThePromisedSchemaIsTheSchemaThatComes(string name)
    {
        FittedCase fitted = FittedCase.Get(name);

        SchemaShape promised = fitted.Estimator.GetOutputSchema(SchemaText.ShapeOf(fitted.Data.Schema));

        Assert.Equal(SchemaText.Lines(SchemaText.ShapeOf(fitted.Transformer.Transform(fitted.Data).Schema)), SchemaText.Lines(promised));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void TheSchemaToldBeforehandIsThatOfTheTransformedData(string name)
    {
        FittedCase fitted = FittedCase.Get(name);

        DataViewSchema told = fitted.Transformer.GetOutputSchema(fitted.Data.Schema);

        Assert.Equal(SchemaText.Lines(fitted.Transformer.Transform(fitted.Data).Schema), SchemaText.Lines(told));
        Assert.Equal(SchemaText.Lines(fitted.Transformer.GetRowToRowMapper(fitted.Data.Schema).OutputSchema), SchemaText.Lines(told));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void TheNewColumnsFollowThoseOfTheInputAndHaveTheDocumentedTypes(string name)
    {
        FittedCase fitted = FittedCase.Get(name);

        DataViewSchema schema = fitted.Transformer.Transform(fitted.Data).Schema;

        IEnumerable<DataViewSchema.Column> added = schema.Skip(fitted.Data.Schema.Count);
        Assert.Equal(fitted.Case.Output, added.Select(column => (column.Name, $"{column.Type}")));
        Assert.Equal(SchemaText.Lines(fitted.Data.Schema), SchemaText.Lines(schema).Take(fitted.Data.Schema.Count));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void ALoadedModelTellsTheSameSchema(string name)
    {
        FittedCase fitted = FittedCase.Get(name);

        DataViewSchema loaded = fitted.LoadCopy().GetOutputSchema(fitted.Data.Schema);

        Assert.Equal(SchemaText.Lines(fitted.Transformer.GetOutputSchema(fitted.Data.Schema)), SchemaText.Lines(loaded));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void EveryTransformerMapsRowsAlone(string name) => Assert.True(FittedCase.Get(name).Transformer.IsRowToRowMapper);
}
