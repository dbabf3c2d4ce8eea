using Microsoft.ML;
using Microsoft.ML.Data;

namespace Transforms.Tests.MLNet;

public class PredictionEngineTests
{
    private readonly MLContext _context = new(1);

    private ITransformer Model() => _context.Transforms.Conversion.MapValueToKey("Key", "Text")
        .Append(_context.Transforms.Conversion.MapKeyToValue("Back", "Key"))
        .Fit(_context.Data.LoadFromEnumerable(new[] { new Input { Text = "a" }, new Input { Text = "b" } }));

    [Fact]
    public void ItPredictsRowByRowThroughTheRowMappersOfTheChain()
    {
        using var engine = _context.Model.CreatePredictionEngine<Input, Output>(Model());
        var reused = new Output();

        Assert.Equal(("b", 2u), Values(engine.Predict(new Input { Text = "b" })));
        Assert.Equal(("a", 1u), Values(engine.Predict(new Input { Text = "a" })));
        engine.Predict(new Input { Text = "unseen" }, ref reused);
        Assert.Equal(("", 0u), Values(reused));
        Assert.Equal(["Text", "Number", "Key", "Back"], engine.OutputSchema.Select(column => column.Name));
        Assert.True(engine.OutputSchema["Key"].HasKeyValues());

        static (string, uint) Values(Output output) => (output.Back, output.Key);
    }

    [Fact]
    public void ColumnsThatTheOutputLacksAreIgnoredUnlessToldOtherwise()
    {
        using var engine = _context.Model.CreatePredictionEngine<Input, WithMissing>(Model());

        Assert.Equal(0, engine.Predict(new Input { Text = "b" }).Missing);
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Model.CreatePredictionEngine<Input, WithMissing>(Model(), ignoreMissingColumns: false));
    }

    [Fact]
    public void TheRowHandsOutOnePositionAfterTheOther()
    {
        var recorder = new PositionRecorder();
        using var engine = _context.Model.CreatePredictionEngine<Input, PositionOutput>(recorder);

        Assert.Equal([0L, 1, 2], Enumerable.Range(0, 3).Select(_ => engine.Predict(new Input()).Position));
    }

    [Fact]
    public void DisposingTheEngineDisposesTheTransformerItOwns()
    {
        var owned = new PositionRecorder();
        var kept = new PositionRecorder();

        _context.Model.CreatePredictionEngine<Input, PositionOutput>(owned).Dispose();
        _context.Model.CreatePredictionEngine<Input, PositionOutput>(kept, new PredictionEngineOptions { OwnsTransformer = false }).Dispose();

        Assert.True(owned.IsDisposed);
        Assert.False(kept.IsDisposed);
    }

    [Fact]
    public void OnlyARowToRowMapperCanPredict()
    {
        var error = Assert.ThrowsAny<ArgumentException>(() => _context.Model.CreatePredictionEngine<Input, PositionOutput>(new PositionRecorder { IsRowToRowMapper = false }));

        Assert.Contains("Must be a row to row mapper", error.Message);
    }

    private sealed class Input
    {
        public string Text { get; set; } = "";

        public float Number { get; set; }
    }

    private sealed class Output
    {
        public uint Key { get; set; }

        public string Back { get; set; } = "";
    }

    private sealed class WithMissing
    {
        public uint Key { get; set; }

        public float Missing { get; set; }
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
