using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Splits rows at random, or such that rows of the same value of a column stay together.</summary>
internal sealed class RowSplit
{
    private const int DefaultSeed = 42;

    private readonly IDataView _data;
    private readonly RowNumbers _numbers;

    private RowSplit(IDataView data, RowNumbers numbers)
    {
        _data = data;
        _numbers = numbers;
    }

    public static RowSplit Create(IHostEnvironment env, IDataView data, string samplingKeyColumnName, int? seed)
    {
        Contracts.CheckValue(data);
        int seedToUse = seed ?? ((IHostEnvironmentInternal)env).Seed ?? DefaultSeed;
        if (samplingKeyColumnName == null)
        {
            return new(data, RowNumbers.Random(seedToUse));
        }
        var column = data.Schema.GetColumnOrNull(samplingKeyColumnName)
            ?? throw Contracts.ExceptSchemaMismatch("samplingKeyColumn", "SamplingKeyColumn", samplingKeyColumnName);
        if (!RowNumbers.AreIn(column))
        {
            return new(data, RowNumbers.Hash(column, seedToUse));
        }
        var numbers = RowNumbers.Of(column);
        return new(data, column.Type is KeyDataViewType ? numbers : Normalized(numbers, data));
    }

    public DataOperationsCatalog.TrainTestData Part(double min, double max, bool includesMax)
        => new(new FilteredDataView(_data, _numbers.OutOfRange(min, max, includesMax)), new FilteredDataView(_data, _numbers.InRange(min, max, includesMax)));

    public DataOperationsCatalog.TrainTestData[] Folds(int count)
        => Enumerable.Range(0, count).Select(fold => Part((double)fold / count, (double)(fold + 1) / count, includesMax: true)).ToArray();

    private static RowNumbers Normalized(RowNumbers numbers, IDataView data)
    {
        double min = double.PositiveInfinity;
        double max = double.NegativeInfinity;
        using (var cursor = data.GetRowCursor([numbers.Column.Value]))
        {
            var number = numbers.Bind(cursor);
            while (cursor.MoveNext())
            {
                double value = number();
                min = Math.Min(min, double.IsNaN(value) ? min : value);
                max = Math.Max(max, double.IsNaN(value) ? max : value);
            }
        }
        return numbers.Map(value => min < max ? (value - min) / (max - min) : 0);
    }
}
