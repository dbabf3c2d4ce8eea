using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace ContextMemory.MLNet.Benchmarks;

/// <summary>What a benchmark does a second: its work, which it names with <see cref="WorkAttribute"/>, divided by the median.</summary>
internal sealed class RateColumn : IColumn
{
    public string Id => nameof(RateColumn);

    public string ColumnName => "Rate";

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string Legend => "Work a second, by the median";

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        var work = (WorkAttribute?)Attribute.GetCustomAttribute(benchmarkCase.Descriptor.WorkloadMethod, typeof(WorkAttribute));
        if (work is null || summary[benchmarkCase]?.ResultStatistics is not { } statistics)
        {
            return "-";
        }

        double amount = 1;
        foreach (string parameter in work.Factors)
        {
            object value = benchmarkCase.Parameters[parameter];
            amount *= value is ProductShape shape ? shape.Size : Convert.ToDouble(value, CultureInfo.InvariantCulture);
        }

        double rate = work.Factor * amount / (statistics.Median * 1e-9);
        return string.Create(CultureInfo.InvariantCulture, $"{rate / work.UnitSize:F1} {work.Unit}");
    }

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public bool IsAvailable(Summary summary) => true;
}
