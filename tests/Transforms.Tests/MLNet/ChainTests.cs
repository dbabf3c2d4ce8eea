using Microsoft.ML;
using Microsoft.ML.Data;

namespace Transforms.Tests.MLNet;

/// <summary>What estimators rely on inside a chain.</summary>
public class ChainTests
{
    private readonly MLContext _context = new(1);

    private IDataView Data(Action? onRow = null) => _context.Data.LoadFromEnumerable(Rows(onRow));

    private static IEnumerable<Row> Rows(Action? onRow)
    {
        foreach (string label in new[] { "a", "b", "a", "c" })
        {
            onRow?.Invoke();
            yield return new Row { Label = label, X = 1, Y = 2 };
        }
    }

    [Fact]
    public void Fitting_looks_at_the_schema_of_the_whole_chain_before_any_data()
    {
        int rows = 0;
        var chain = _context.Transforms.Conversion.MapValueToKey("Label").Append(_context.Transforms.Concatenate("Features", "X", "Z"));

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => chain.Fit(Data(() => rows++)));

        Assert.Contains("Could not find input column 'Z'", error.Message);
        Assert.Equal(0, rows);
    }

    [Fact]
    public void A_cache_checkpoint_reads_the_steps_before_it_once()
    {
        int without = 0;
        int with = 0;
        var before = _context.Transforms.CopyColumns("Copy", "Label");
        var after = _context.Transforms.Conversion.MapValueToKey("Key1", "Copy").Append(_context.Transforms.Conversion.MapValueToKey("Key2", "Copy"));

        before.Append(after).Fit(Data(() => Interlocked.Increment(ref without)));
        before.AppendCacheCheckpoint(_context).Append(after).Fit(Data(() => Interlocked.Increment(ref with)));

        Assert.Equal(8, without);
        Assert.Equal(4, with);
    }

    [Fact]
    public void An_output_named_as_its_input_hides_the_input_and_follows_it()
    {
        var data = Data();
        var mapped = _context.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);

        Assert.Equal(["Label", "Label", "X", "Y"], mapped.Schema.Select(column => column.Name));
        Assert.True(mapped.Schema[0].IsHidden);
        Assert.IsType<KeyDataViewType>(mapped.Schema["Label"].Type);
        Assert.Equal(["a", "b", "a", "c"], mapped.GetColumn<string>(mapped.Schema[0]));
        Assert.Equal([1u, 2, 1, 3], mapped.GetColumn<uint>("Label"));
    }

    [Fact]
    public void Disposing_a_chain_disposes_its_transformers_once()
    {
        var step = new DisposableStep();
        var chain = new TransformerChain<ITransformer>(step);

        chain.Dispose();
        chain.Dispose();

        Assert.Equal(1, step.Disposals);
    }

    private sealed class Row
    {
        public string Label { get; set; } = "";

        public float X { get; set; }

        public float Y { get; set; }
    }

    private sealed class DisposableStep : ITransformer, IDisposable
    {
        public int Disposals { get; private set; }

        public bool IsRowToRowMapper => false;

        public void Dispose() => Disposals++;

        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inputSchema;

        public IDataView Transform(IDataView input) => input;

        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => throw new NotSupportedException();

        public void Save(ModelSaveContext ctx) => throw new NotSupportedException();
    }
}
