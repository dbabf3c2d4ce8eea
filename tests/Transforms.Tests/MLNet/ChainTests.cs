using Microsoft.ML;
using Microsoft.ML.Data;

namespace Transforms.Tests.MLNet;

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
    public void FittingLooksAtTheSchemaOfTheWholeChainBeforeAnyData()
    {
        int rows = 0;
        var chain = _context.Transforms.Conversion.MapValueToKey("Label").Append(_context.Transforms.Concatenate("Features", "X", "Z"));

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => chain.Fit(Data(() => rows++)));

        Assert.Contains("Could not find input column 'Z'", error.Message);
        Assert.Equal(0, rows);
    }

    [Fact]
    public void AChainPromisesTheSchemaThatItDelivers()
    {
        var chain = _context.Transforms.Conversion.MapValueToKey("Key", "Label")
            .Append(_context.Transforms.Concatenate("Features", "X", "Y"))
            .Append(_context.Transforms.CopyColumns("Copy", "Features"))
            .Append(_context.Transforms.Conversion.MapKeyToValue("Back", "Key"))
            .Append(_context.Transforms.DropColumns("X"));
        var data = Data();

        var promised = chain.GetOutputSchema(MLNetInternals.CreateShape(null, data.Schema));
        var delivered = MLNetInternals.CreateShape(null, chain.Fit(data).Transform(data).Schema);

        Assert.Equal(Describe(promised), Describe(delivered));

        static IEnumerable<string> Describe(SchemaShape shape)
            => shape.OrderBy(column => column.Name).Select(column => $"{column.Name} {column.Kind} {column.ItemType} {column.IsKey} [{string.Join("; ", Describe(column.Annotations))}]");
    }

    [Fact]
    public void ACacheCheckpointReadsTheStepsBeforeItOnce()
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
    public void AStepForTrainingOnlyIsLeftOutInScoring()
    {
        var data = Data();
        var model = new EstimatorChain<ITransformer>()
            .Append(_context.Transforms.CopyColumns("ForTraining", "Label"), TransformerScope.TrainTest)
            .Append(_context.Transforms.CopyColumns("Always", "X"))
            .Fit(data);

        Assert.NotNull(model.Transform(data, TransformerScope.Everything).Schema.GetColumnOrNull("ForTraining"));
        Assert.Null(model.Transform(data).Schema.GetColumnOrNull("ForTraining"));
        Assert.NotNull(model.Transform(data).Schema.GetColumnOrNull("Always"));
    }

    [Fact]
    public void AnOnFitDelegateSeesTheFittedTransformer()
    {
        ITransformer? seen = null;
        var chain = _context.Transforms.Conversion.MapValueToKey("Key", "Label")
            .Append(_context.Transforms.CopyColumns("Copy", "X").WithOnFitDelegate(transformer => seen = transformer));

        var model = chain.Fit(Data());

        Assert.Same(model.LastTransformer, seen);
    }

    [Fact]
    public void AnOutputNamedAsItsInputHidesTheInputAndStandsBehindIt()
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
    public void DisposingAChainDisposesItsTransformersOnce()
    {
        var step = new DisposableStep();
        var chain = new TransformerChain<ITransformer>(step);

        chain.Dispose();
        chain.Dispose();

        Assert.Equal(1, step.Disposals);
    }

    [Fact]
    public void AppendingTransformersMakesAChain()
    {
        var data = Data();
        ITransformer first = _context.Transforms.CopyColumns("A", "X").Fit(data);
        var chain = first.Append(_context.Transforms.CopyColumns("B", "A").Fit(first.Transform(data)));

        Assert.Equal(2, chain.Count());
        Assert.Equal([1f, 1, 1, 1], chain.Transform(data).GetColumn<float>("B"));
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
