using Microsoft.ML;
using Microsoft.ML.Data;

namespace Transforms.Tests.MLNet;

/// <summary>What transformers rely on inside a prediction engine.</summary>
public class PredictionEngineTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void The_row_hands_out_one_position_after_the_other()
    {
        var recorder = new PositionRecorder();
        using var engine = _context.Model.CreatePredictionEngine<Input, PositionOutput>(recorder);

        Assert.Equal([0L, 1, 2], Enumerable.Range(0, 3).Select(_ => engine.Predict(new Input()).Position));
    }

    [Fact]
    public void Disposing_the_engine_disposes_the_transformer_it_owns()
    {
        var owned = new PositionRecorder();
        var kept = new PositionRecorder();

        _context.Model.CreatePredictionEngine<Input, PositionOutput>(owned).Dispose();
        _context.Model.CreatePredictionEngine<Input, PositionOutput>(kept, new PredictionEngineOptions { OwnsTransformer = false }).Dispose();

        Assert.True(owned.IsDisposed);
        Assert.False(kept.IsDisposed);
    }

    [Fact]
    public void Only_a_row_to_row_mapper_can_predict()
    {
        var error = Assert.ThrowsAny<ArgumentException>(() => _context.Model.CreatePredictionEngine<Input, PositionOutput>(new PositionRecorder { IsRowToRowMapper = false }));

        Assert.Contains("Must be a row to row mapper", error.Message);
    }

    private sealed class Input
    {
        public string Text { get; set; } = "";

        public float Number { get; set; }
    }

    private sealed class PositionOutput
    {
        public long Position { get; set; }
    }

    /// <summary>A transformer that adds the position of the input row as a column.</summary>
    private sealed class PositionRecorder : ITransformer, IDisposable
    {
        public bool IsDisposed { get; private set; }

        public bool IsRowToRowMapper { get; init; } = true;

        public void Dispose() => IsDisposed = true;

        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => new Mapper(inputSchema).OutputSchema;

        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new Mapper(inputSchema);

        public IDataView Transform(IDataView input) => throw new NotSupportedException();

        public void Save(ModelSaveContext ctx) => throw new NotSupportedException();

        private sealed class Mapper : IRowToRowMapper
        {
            public Mapper(DataViewSchema input)
            {
                InputSchema = input;
                var builder = new DataViewSchema.Builder();
                builder.AddColumns(input);
                builder.AddColumn("Position", NumberDataViewType.Int64);
                OutputSchema = builder.ToSchema();
            }

            public DataViewSchema InputSchema { get; }

            public DataViewSchema OutputSchema { get; }

            public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) => InputSchema;

            public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) => new Row(OutputSchema, input);
        }

        private sealed class Row(DataViewSchema schema, DataViewRow input) : DataViewRow
        {
            public override DataViewSchema Schema => schema;

            public override long Position => input.Position;

            public override long Batch => input.Batch;

            public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

            public override bool IsColumnActive(DataViewSchema.Column column) => true;

            public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
                => (ValueGetter<TValue>)(Delegate)(ValueGetter<long>)((ref long value) => value = input.Position);
        }
    }
}
