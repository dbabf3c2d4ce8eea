using Microsoft.ML;
using Microsoft.ML.Data;

namespace ContextMemory.MLNet.Batching;

/// <summary>A text transformer bound to the schema of its input.</summary>
internal sealed class TextRowMapper : IRowToRowMapper
{
    private readonly DataViewSchema.Column[] _furtherInputs;

    public TextRowMapper(TextTransformer transformer, DataViewSchema input)
    {
        Transformer = transformer;
        InputSchema = input;
        InputColumn = transformer.FindInput(input);
        _furtherInputs = transformer.FindFurtherInputs(input);
        DataViewSchema.DetachedColumn[] added = transformer.CreateColumns(input);
        AddedCount = added.Length;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(input);
        builder.AddColumns(added);

        // One instance for the mapper's life: ML.NET compares schemas by reference.
        OutputSchema = builder.ToSchema();
    }

    public TextTransformer Transformer { get; }

    public DataViewSchema.Column InputColumn { get; }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    public int AddedCount { get; }

    public bool IsAdded(DataViewSchema.Column column) => column.Index >= InputSchema.Count;

    /// <summary>The input's columns that these columns of the output are computed from.</summary>
    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var needed = new bool[InputSchema.Count];
        foreach (DataViewSchema.Column column in dependingColumns)
        {
            needed[IsAdded(column) ? InputColumn.Index : column.Index] = true;
            foreach (DataViewSchema.Column further in IsAdded(column) ? _furtherInputs : [])
            {
                needed[further.Index] = true;
            }
        }

        return [.. InputSchema.Where(column => needed[column.Index])];
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        if (!ReferenceEquals(input.Schema, InputSchema))
        {
            throw new ArgumentException("The row has another schema than the one this mapper was made for.", nameof(input));
        }

        return new MappedRow(this, input, activeColumns);
    }
}
