using Microsoft.ML;
using Microsoft.ML.Data;

namespace Transforms.Tests.MLNet;

public class DataOperationsTests
{
    private readonly MLContext _context = new(1);

    private IDataView Items(int count) => _context.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i => new Item { Id = i, Number = i, Group = $"group {i % 10}", Key = (uint)(i % 10) }));

    private static int[] Ids(IDataView data) => data.GetColumn<int>("Id").ToArray();

    [Fact]
    public void TakeAndSkipCutARunOfRows()
    {
        Assert.Equal([0, 1, 2], Ids(_context.Data.TakeRows(Items(10), 3)));
        Assert.Equal([7, 8, 9], Ids(_context.Data.SkipRows(Items(10), 7)));
        Assert.Empty(Ids(_context.Data.SkipRows(Items(10), 20)));
        Assert.Equal(3, _context.Data.TakeRows(_context.Data.LoadFromEnumerable(new Item[10]), 3).GetRowCount());
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Data.TakeRows(Items(10), 0));
    }

    [Fact]
    public void ShuffledRowsAreAllThereInAnotherOrderThatTheSeedDecides()
    {
        int[] once = Ids(_context.Data.ShuffleRows(Items(500), seed: 3));
        int[] again = Ids(_context.Data.ShuffleRows(Items(500), seed: 3));
        int[] other = Ids(_context.Data.ShuffleRows(Items(500), seed: 4));

        Assert.Equal(Enumerable.Range(0, 500), once.Order());
        Assert.NotEqual(Enumerable.Range(0, 500), once);
        Assert.Equal(once, again);
        Assert.NotEqual(once, other);
    }

    [Fact]
    public void ASmallShufflePoolMovesRowsLittleAndKeepsTheirValues()
    {
        var rows = _context.Data.CreateEnumerable<Item>(_context.Data.ShuffleRows(Items(1000), seed: 3, shufflePoolSize: 10), reuseRowObject: false).ToArray();

        Assert.Equal(Enumerable.Range(0, 1000), rows.Select(row => row.Id).Order());
        Assert.All(rows, row => Assert.Equal(row.Id, row.Number));
        Assert.True(rows.Take(100).Max(row => row.Id) < 200);
    }

    [Fact]
    public void ATrainTestSplitSharesOutAllRowsTheSameWayEachTime()
    {
        var split = _context.Data.TrainTestSplit(Items(1000), testFraction: 0.3, seed: 5);

        Assert.Equal(Enumerable.Range(0, 1000), Ids(split.TrainSet).Concat(Ids(split.TestSet)).Order());
        Assert.InRange(Ids(split.TestSet).Length, 230, 370);
        Assert.Equal(Ids(split.TestSet), Ids(split.TestSet));
        Assert.Equal(Ids(split.TestSet), Ids(_context.Data.TrainTestSplit(Items(1000), testFraction: 0.3, seed: 5).TestSet));
        Assert.NotEqual(Ids(split.TestSet), Ids(_context.Data.TrainTestSplit(Items(1000), testFraction: 0.3, seed: 6).TestSet));
        Assert.Equal(["Id", "Number", "Group", "Key"], split.TestSet.Schema.Select(column => column.Name));
    }

    [Fact]
    public void ASplitWithoutASeedTakesThatOfTheContext()
    {
        Assert.Equal(Ids(new MLContext(8).Data.TrainTestSplit(Items(100)).TestSet), Ids(new MLContext(8).Data.TrainTestSplit(Items(100)).TestSet));
        Assert.Equal(Ids(new MLContext().Data.TrainTestSplit(Items(100)).TestSet), Ids(new MLContext().Data.TrainTestSplit(Items(100)).TestSet));
    }

    [Theory]
    [InlineData("Group")]
    [InlineData("Key")]
    [InlineData("Number")]
    public void RowsOfTheSameSamplingKeyStayTogether(string column)
    {
        var doubled = _context.Data.LoadFromEnumerable(Enumerable.Range(0, 400).Select(i => new Item { Id = i, Number = i % 50, Group = $"group {i % 50}", Key = (uint)(i % 10) }));
        var folds = _context.Data.CrossValidationSplit(doubled, numberOfFolds: 4, samplingKeyColumnName: column);

        int Modulus() => column == "Key" ? 10 : 50;
        var residues = folds.Select(fold => Ids(fold.TestSet).Select(id => id % Modulus()).Distinct().ToArray()).ToArray();

        Assert.Equal(4, folds.Count);
        Assert.True(residues.Sum(r => r.Length) >= Modulus());
        Assert.All(folds, fold => Assert.Empty(Ids(fold.TrainSet).Select(id => id % Modulus()).Intersect(Ids(fold.TestSet).Select(id => id % Modulus()))));
        Assert.All(folds, fold => Assert.Equal(400, Ids(fold.TrainSet).Length + Ids(fold.TestSet).Length));
    }

    [Fact]
    public void EachRowIsInTheTestSetOfOneFold()
    {
        var folds = _context.Data.CrossValidationSplit(Items(500), numberOfFolds: 5);

        Assert.Equal(Enumerable.Range(0, 500), folds.SelectMany(fold => Ids(fold.TestSet)).Order());
        Assert.All(folds, fold => Assert.Equal(Enumerable.Range(0, 500), Ids(fold.TrainSet).Concat(Ids(fold.TestSet)).Order()));
    }

    [Fact]
    public void AMissingSamplingKeyColumnIsNamed()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _context.Data.TrainTestSplit(Items(10), samplingKeyColumnName: "Nothing"));

        Assert.Contains("Could not find SamplingKeyColumn column 'Nothing'", error.Message);
    }

    [Fact]
    public void FilteringKeepsNumbersFromTheLowerBoundUpToBelowTheUpper()
    {
        Assert.Equal([3, 4, 5], Ids(_context.Data.FilterRowsByColumn(Items(10), "Number", 3, 6)));
        Assert.Null(_context.Data.FilterRowsByColumn(Items(10), "Number", 3, 6).GetRowCount());
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Data.FilterRowsByColumn(Items(10), "Group", 3, 6));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Data.FilterRowsByColumn(Items(10), "Id", 3, 6));
    }

    [Fact]
    public void ColumnsAreReadAsTheirTypeAsTextAndAsArrays()
    {
        var data = _context.Transforms.Concatenate("Vector", "Number", "Number").Fit(Items(2)).Transform(Items(2));

        Assert.Equal(["group 0", "group 1"], data.GetColumn<string>("Group"));
        Assert.Equal([0f, 1], data.GetColumn<float>("Number"));
        Assert.Equal([[0f, 0], [1, 1]], data.GetColumn<float[]>("Vector"));
        Assert.Equal([0, 2], data.GetColumn<VBuffer<float>>(data.Schema["Vector"]).Select(vector => (int)vector.DenseValues().Sum()));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.GetColumn<int>("Number").Count());
    }

    [Fact]
    public void APreviewHoldsTheFirstRowsByRowAndByColumn()
    {
        var preview = Items(10).Preview(maxRows: 3);

        Assert.Equal(3, preview.RowView.Length);
        Assert.Equal(new KeyValuePair<string, object>("Id", 2), preview.RowView[2].Values[0]);
        Assert.Equal([0, 1, 2], preview.ColumnView[0].Values.Cast<int>());
        Assert.Equal("Id", preview.ColumnView[0].Column.Name);
    }

    private sealed class Item
    {
        public int Id { get; set; }

        public float Number { get; set; }

        public string Group { get; set; } = "";

        [KeyType(10)]
        public uint Key { get; set; }
    }
}
