using Microsoft.ML;
using Transforms.Tests.Support;

namespace Transforms.Tests.Harness;

public class SchemaTests : EstimatorHarness
{
    [Theory]
    [MemberData(nameof(Cases))]
    public void The_promised_schema_is_the_schema_that_comes(string name)
    {
        FittedCase fitted = FittedCase.Get(name);

        SchemaShape promised = fitted.Estimator.GetOutputSchema(SchemaText.ShapeOf(fitted.Data.Schema));

        Assert.Equal(SchemaText.Lines(SchemaText.ShapeOf(fitted.Transformer.Transform(fitted.Data).Schema)), SchemaText.Lines(promised));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_schema_asked_for_beforehand_is_that_of_the_transformed_data(string name)
    {
        FittedCase fitted = FittedCase.Get(name);

        DataViewSchema told = fitted.Transformer.GetOutputSchema(fitted.Data.Schema);

        Assert.Equal(SchemaText.Lines(fitted.Transformer.Transform(fitted.Data).Schema), SchemaText.Lines(told));
        Assert.Equal(SchemaText.Lines(fitted.Transformer.GetRowToRowMapper(fitted.Data.Schema).OutputSchema), SchemaText.Lines(told));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_new_columns_follow_those_of_the_input_and_have_the_documented_types(string name)
    {
        FittedCase fitted = FittedCase.Get(name);

        DataViewSchema schema = fitted.Transformer.Transform(fitted.Data).Schema;

        IEnumerable<DataViewSchema.Column> added = schema.Skip(fitted.Data.Schema.Count);
        Assert.Equal(fitted.Case.Output, added.Select(column => (column.Name, $"{column.Type}")));
        Assert.Equal(SchemaText.Lines(fitted.Data.Schema), SchemaText.Lines(schema).Take(fitted.Data.Schema.Count));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_loaded_model_has_the_same_schema(string name)
    {
        FittedCase fitted = FittedCase.Get(name);

        DataViewSchema loaded = fitted.LoadCopy().GetOutputSchema(fitted.Data.Schema);

        Assert.Equal(SchemaText.Lines(fitted.Transformer.GetOutputSchema(fitted.Data.Schema)), SchemaText.Lines(loaded));
    }

    // One case is enough: the base class answers for all. ValueTests maps the rows of every case one by one.
    [Fact]
    public void A_transformer_maps_rows_alone() => Assert.True(FittedCase.Get(EstimatorCase.Remembering).Transformer.IsRowToRowMapper);
}
