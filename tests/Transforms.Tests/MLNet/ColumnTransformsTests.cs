using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Transforms.Tests.MLNet;

public class ColumnTransformsTests
{
    private readonly MLContext _context = new(1);

    private IDataView Data(params string?[] texts) => _context.Data.LoadFromEnumerable(texts.Select((text, i) => new Row { Text = text, Number = i == 1 ? float.NaN : i, Words = [text ?? "", "x"] }));

    private static string[] KeyValues(DataViewSchema.Column column)
    {
        VBuffer<ReadOnlyMemory<char>> values = default;
        column.GetKeyValues(ref values);
        return values.DenseValues().Select(value => value.ToString()).ToArray();
    }

    [Fact]
    public void KeysCountOccurrencesOrSortedValuesFromOneAndEmptyTextHasNone()
    {
        var data = Data("c", "a", "", null, "b", "a");
        var byOccurrence = _context.Transforms.Conversion.MapValueToKey("Key", "Text").Fit(data).Transform(data);
        var byValue = _context.Transforms.Conversion.MapValueToKey("Key", "Text", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue).Fit(data).Transform(data);

        Assert.Equal([1u, 2, 0, 0, 3, 2], byOccurrence.GetColumn<uint>("Key"));
        Assert.Equal(["c", "a", "b"], KeyValues(byOccurrence.Schema["Key"]));
        Assert.Equal([3u, 1, 0, 0, 2, 1], byValue.GetColumn<uint>("Key"));
        Assert.Equal(["a", "b", "c"], KeyValues(byValue.Schema["Key"]));
    }

    [Fact]
    public void SortingIsByCharacterCode()
    {
        var data = Data("b", "B", "a", "Z");

        var mapped = _context.Transforms.Conversion.MapValueToKey("Key", "Text", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue).Fit(data).Transform(data);

        Assert.Equal(["B", "Z", "a", "b"], KeyValues(mapped.Schema["Key"]));
    }

    [Fact]
    public void ValuesNotSeenInTrainingHaveNoKey()
    {
        var model = _context.Transforms.Conversion.MapValueToKey("Key", "Text").Fit(Data("a", "b"));

        Assert.Equal([2u, 0], model.Transform(Data("b", "z")).GetColumn<uint>("Key"));
    }

    [Fact]
    public void NumbersHaveKeysAndNaNHasNone()
    {
        var data = Data("a", "b", "c");
        var mapped = _context.Transforms.Conversion.MapValueToKey("Key", "Number").Fit(data).Transform(data);
        VBuffer<float> values = default;
        mapped.Schema["Key"].GetKeyValues(ref values);

        Assert.Equal([1u, 0, 2], mapped.GetColumn<uint>("Key"));
        Assert.Equal([0f, 2], values.DenseValues());
        Assert.False(mapped.Schema["Key"].HasKeyValues());
        Assert.True(mapped.Schema["Key"].HasKeyValues(NumberDataViewType.Single));
    }

    [Fact]
    public void TheNumberOfKeysIsLimited()
    {
        var mapped = _context.Transforms.Conversion.MapValueToKey("Key", "Text", maximumNumberOfKeys: 2).Fit(Data("a", "b", "c")).Transform(Data("a", "b", "c"));

        Assert.Equal([1u, 2, 0], mapped.GetColumn<uint>("Key"));
        Assert.Equal(new KeyDataViewType(typeof(uint), 2), mapped.Schema["Key"].Type);
    }

    [Fact]
    public void KeyDataSetsTheKeysInsteadOfTheTrainingRows()
    {
        var keyData = _context.Data.LoadFromEnumerable(new[] { new Term { Value = "z" }, new Term { Value = "a" } });

        var mapped = _context.Transforms.Conversion.MapValueToKey("Key", "Text", keyData: keyData).Fit(Data("a", "b")).Transform(Data("a", "b", "z"));

        Assert.Equal([2u, 0, 1], mapped.GetColumn<uint>("Key"));
        Assert.Equal(["z", "a"], KeyValues(mapped.Schema["Key"]));
    }

    [Fact]
    public void VectorsOfTextBecomeVectorsOfKeysAndBack()
    {
        var data = Data("a", "b");
        var pipeline = _context.Transforms.Conversion.MapValueToKey("Keys", "Words").Append(_context.Transforms.Conversion.MapKeyToValue("Back", "Keys"));

        var mapped = pipeline.Fit(data).Transform(data);

        Assert.Equal([[1u, 2], [3, 2]], mapped.GetColumn<uint[]>("Keys"));
        Assert.Equal([["a", "x"], ["b", "x"]], mapped.GetColumn<string[]>("Back"));
    }

    [Fact]
    public void AKeyWithoutAValueMapsToEmptyTextOrNaN()
    {
        var train = Data("a", "b", "c");
        var pipeline = _context.Transforms.Conversion.MapValueToKey([new InputOutputColumnPair("T", "Text"), new InputOutputColumnPair("N", "Number")])
            .Append(_context.Transforms.Conversion.MapKeyToValue([new InputOutputColumnPair("TextBack", "T"), new InputOutputColumnPair("NumberBack", "N")]));

        var mapped = pipeline.Fit(train).Transform(Data("z", "a", "b"));

        Assert.Equal(["", "a", "b"], mapped.GetColumn<string>("TextBack"));
        Assert.Equal([0f, float.NaN, 2], mapped.GetColumn<float>("NumberBack"));
    }

    [Fact]
    public void MappingToValuesNeedsAKeyWithValues()
    {
        var notAKey = Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.Conversion.MapKeyToValue("Text").GetOutputSchema(MLNetInternals.CreateShape(null, Data("a").Schema)));
        var withoutValues = Assert.ThrowsAny<ArgumentException>(() => _context.Transforms.Conversion.MapKeyToValue("Key").GetOutputSchema(MLNetInternals.CreateShape(null, Data("a").Schema)));

        Assert.Contains("Schema mismatch for input column 'Text': expected KeyType, got String", notAKey.Message);
        Assert.Contains("Input column 'Key' doesn't contain key values metadata", withoutValues.Message);
    }

    [Fact]
    public void NoValuesAtAllLeaveOneKeyWithoutValues()
    {
        var mapped = _context.Transforms.Conversion.MapValueToKey("Mapped", "Text").Fit(Data("")).Transform(Data("a"));

        Assert.Equal(new KeyDataViewType(typeof(uint), 1), mapped.Schema["Mapped"].Type);
        Assert.Null(mapped.Schema["Mapped"].Annotations.Schema.GetColumnOrNull("KeyValues"));
        Assert.Equal([0u], mapped.GetColumn<uint>("Mapped"));
    }

    [Fact]
    public void ConcatenationJoinsNumbersAndVectorsAndNamesTheirSlots()
    {
        var data = Data("a", "b");
        var joined = _context.Transforms.Concatenate("Pair", "Number", "Number").Append(_context.Transforms.Concatenate("Features", "Number", "Pair")).Fit(data).Transform(data);
        VBuffer<ReadOnlyMemory<char>> names = default;
        joined.Schema["Features"].GetSlotNames(ref names);

        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3), joined.Schema["Features"].Type);
        Assert.Equal(["Number", "Pair.Number", "Pair.Number"], names.DenseValues().Select(name => name.ToString()));
        Assert.Equal([0f, 0, 0], joined.GetColumn<float[]>("Features").First());
    }

    [Fact]
    public void ConcatenationOfDifferentTypesIsAnError()
    {
        Assert.Throws<InvalidOperationException>(() => _context.Transforms.Concatenate("Features", "Number", "Text").GetOutputSchema(MLNetInternals.CreateShape(null, Data("a").Schema)));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.Concatenate("Features", "Number", "Text").Fit(Data("a")).Transform(Data("a")));
    }

    [Fact]
    public void SelectionKeepsTheNamedColumnsInTheNamedOrder()
    {
        var hiding = _context.Transforms.Conversion.MapValueToKey("Text").Fit(Data("a")).Transform(Data("a"));
        string[] Names(IEstimator<ITransformer> estimator) => estimator.Fit(hiding).Transform(hiding).Schema.Select(column => $"{column.Name}{(column.IsHidden ? " hidden" : "")}").ToArray();

        Assert.Equal(["Number", "Text"], Names(_context.Transforms.SelectColumns("Number", "Text")));
        Assert.Equal(["Text hidden", "Text"], Names(_context.Transforms.SelectColumns(["Text"], keepHidden: true)));
        Assert.Equal(["Text hidden", "Text", "Key"], Names(_context.Transforms.DropColumns("Number", "Words")));
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Names(_context.Transforms.SelectColumns("Nothing")));
        Assert.Contains("Could not find input column 'Nothing'", error.Message);
    }

    [Fact]
    public void ACopyHasTypeAnnotationsAndValuesOfItsOriginal()
    {
        var mapped = _context.Transforms.Conversion.MapValueToKey("Mapped", "Text").Append(_context.Transforms.CopyColumns("Copy", "Mapped")).Fit(Data("b", "a")).Transform(Data("b", "a"));

        Assert.Equal(["b", "a"], KeyValues(mapped.Schema["Copy"]));
        Assert.Equal([1u, 2], mapped.GetColumn<uint>("Copy"));
    }

    private sealed class Row
    {
        public string? Text { get; set; }

        public float Number { get; set; }

        [VectorType(2)]
        public string[] Words { get; set; } = [];

        [KeyType(3)]
        public uint Key { get; set; }
    }

    private sealed class Term
    {
        public string Value { get; set; } = "";
    }
}
