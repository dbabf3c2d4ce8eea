using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Mappers one after another, each bound to the very output schema of the one before it.</summary>
internal sealed class CompositeRowToRowMapper(DataViewSchema inputSchema, IRowToRowMapper[] mappers) : IRowToRowMapper
{
    public DataViewSchema InputSchema => inputSchema;

    public DataViewSchema OutputSchema => mappers.LastOrDefault()?.OutputSchema ?? inputSchema;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
        => mappers.Reverse().Aggregate(dependingColumns, (columns, mapper) => mapper.GetDependencies(columns));

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        Contracts.CheckValue(input);
        Contracts.CheckParam(input.Schema == inputSchema, nameof(input), "Schema did not match original schema");
        var active = OutputSchema.Activate(activeColumns);
        if (mappers.Length == 0)
        {
            var missing = inputSchema.Where(column => active[column.Index] && !input.IsColumnActive(column)).Select(column => column.Name).FirstOrDefault();
            Contracts.CheckParam(missing == null, nameof(input), $"Mapper required column '{missing}' active but it was not.");
            return input;
        }
        var needed = new IEnumerable<DataViewSchema.Column>[mappers.Length];
        needed[^1] = OutputSchema.Where(column => active[column.Index]);
        for (int i = needed.Length - 1; i >= 1; i--)
        {
            needed[i - 1] = mappers[i].GetDependencies(needed[i]);
        }
        return mappers.Zip(needed).Aggregate(input, (row, step) => step.First.GetRow(row, step.Second));
    }
}
