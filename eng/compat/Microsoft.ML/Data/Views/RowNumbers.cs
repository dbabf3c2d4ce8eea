using System.Globalization;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A number for each row, by which filters choose ranges of rows. A row whose number is NaN is in no range and in no complement.</summary>
internal sealed record RowNumbers(DataViewSchema.Column? Column, Func<DataViewRow, Func<double>> Bind)
{
    public static bool AreIn(DataViewSchema.Column column)
        => column.Type is KeyDataViewType || column.Type == NumberDataViewType.Single || column.Type == NumberDataViewType.Double;

    /// <summary>The value of a number column, or a key as a fraction of the count of keys.</summary>
    public static RowNumbers Of(DataViewSchema.Column column)
    {
        var bind = GenericMethod.For<Func<DataViewRow, DataViewSchema.Column, Func<double>>>(Value<float>, column.Type.RawType);
        return new(column, row => bind(row, column));
    }

    /// <summary>Random numbers that depend on the position of the row.</summary>
    public static RowNumbers Random(int seed) => new(null, row =>
    {
        var random = new Random(seed);
        long drawn = -1;
        double number = 0;
        return () =>
        {
            for (; drawn < row.Position; drawn++)
            {
                number = random.NextDouble();
            }
            return number;
        };
    });

    /// <summary>Numbers in [0, 1) that are the same for the same value of the column.</summary>
    public static RowNumbers Hash(DataViewSchema.Column column, int seed)
    {
        var bind = GenericMethod.For<Func<DataViewRow, DataViewSchema.Column, int, Func<double>>>(Hash<int>, column.Type.RawType);
        return new(column, row => bind(row, column, seed));
    }

    public RowNumbers Map(Func<double, double> map) => this with
    {
        Bind = row =>
        {
            var number = Bind(row);
            return () => map(number());
        },
    };

    public RowFilter InRange(double min, double max, bool includesMax)
        => Where(number => min <= number && (includesMax ? number <= max : number < max));

    public RowFilter OutOfRange(double min, double max, bool includesMax)
        => Where(number => number < min || (includesMax ? number > max : number >= max));

    private RowFilter Where(Func<double, bool> accepts)
        => new(Column, row =>
        {
            var number = Bind(row);
            return () => accepts(number());
        });

    private static Func<double> Value<T>(DataViewRow row, DataViewSchema.Column column)
        where T : struct
    {
        var getter = row.GetGetter<T>(column);
        T value = default;
        return () =>
        {
            getter(ref value);
            double number = Convert.ToDouble(value);
            return column.Type is not KeyDataViewType key ? number : 0 < number && number <= key.Count ? (number - 0.5) / key.Count : double.NaN;
        };
    }

    private static Func<double> Hash<T>(DataViewRow row, DataViewSchema.Column column, int seed)
    {
        var getter = row.GetGetter<T>(column);
        T value = default;
        return () =>
        {
            getter(ref value);
            string text = value is System.Collections.IEnumerable items
                ? string.Join('\t', items.Cast<object>().Select(Text))
                : Text(value);
            return text.Aggregate(new DataViewRowId((ulong)seed, 0), (hash, ch) => hash.Combine(new DataViewRowId(ch, 0))).Low / Math.Pow(2, 64);
        };
    }

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture);
}
