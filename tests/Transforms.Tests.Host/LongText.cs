using System.Diagnostics;
using Microsoft.ML;
using Transforms.Tests.Support;

namespace Transforms.Tests.Host;

/// <summary>Scores a short and then a very long text. A process of its own, so that no other work is in the peak.</summary>
internal static class LongText
{
    private const int Length = 1_000_000;

    public static void Measure(string path, string column)
    {
        var context = new MLContext();
        ITransformer model = context.Model.Load(path, out _);
        Score(context, model, column, 1_000);
        long before = Process.GetCurrentProcess().PeakWorkingSet64;
        string line = Score(context, model, column, Length);
        long after = Process.GetCurrentProcess().PeakWorkingSet64;
        Console.WriteLine((after - before) >> 20);
        Console.WriteLine(line);
    }

    private static string Score(MLContext context, ITransformer model, string column, int length)
    {
        string text = string.Concat(Enumerable.Repeat("the parcel arrived late again, ", length / 31 + 1))[..length];
        IDataView scored = model.Transform(context.Data.LoadFromEnumerable([new Row { Text = text }]));
        return RowPrinter.Print(scored, column).Single();
    }

    private sealed class Row
    {
        public string Text { get; set; } = "";
    }
}
