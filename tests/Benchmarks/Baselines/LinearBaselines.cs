using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace ContextMemory.MLNet.Benchmarks.Baselines;

/// <summary>
/// What ML.NET has without this package: FeaturizeText before SdcaMaximumEntropy, and before a linear support vector machine for each
/// class. All defaults, but ten passes of the latter, whose default of one is too few.
/// </summary>
internal static class LinearBaselines
{
    private const int PassesOfSupportVectors = 10;

    /// <param name="arguments">The training rows and the test rows: label, tab, text; compressed or not.</param>
    public static int Run(string[] arguments)
    {
        if (arguments is not [var training, var test])
        {
            Console.Error.WriteLine("Usage: baselines TRAIN.tsv[.gz] TEST.tsv[.gz]");
            return 2;
        }

        var context = new MLContext(seed: 1);
        IDataView trainingRows = context.Data.LoadFromEnumerable(Read(training));
        IDataView testRows = context.Data.LoadFromEnumerable(Read(test));
        Measure("FeaturizeText + SdcaMaximumEntropy", context.MulticlassClassification.Trainers.SdcaMaximumEntropy());
        Measure(
            "FeaturizeText + OneVersusAll(LinearSvm)",
            context.MulticlassClassification.Trainers.OneVersusAll(
                context.BinaryClassification.Trainers.LinearSvm(numberOfIterations: PassesOfSupportVectors)));
        return 0;

        void Measure<T>(string name, IEstimator<T> trainer)
            where T : class, ITransformer
        {
            var clock = Stopwatch.StartNew();
            ITransformer model = context.Transforms.Conversion.MapValueToKey("Label")
                .Append(context.Transforms.Text.FeaturizeText("Features", "Text"))
                .AppendCacheCheckpoint(context)
                .Append(trainer)
                .Fit(trainingRows);
            double seconds = clock.Elapsed.TotalSeconds;
            MulticlassClassificationMetrics metrics = context.MulticlassClassification.Evaluate(model.Transform(testRows));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: accuracy {100 * metrics.MicroAccuracy:F1} %, log loss {metrics.LogLoss:F3}, {seconds:F2} s"));
        }
    }

    private static List<Row> Read(string path)
    {
        var rows = new List<Row>();
        using Stream stream = TextFile.Open(path);
        var lines = new TextLines(stream, path);
        while (lines.Read() is { } line)
        {
            int tab = line.IndexOf('\t', StringComparison.Ordinal);
            rows.Add(new Row { Label = line[..tab], Text = line[(tab + 1)..] });
        }

        return rows;
    }

    public sealed class Row
    {
        public string Label { get; init; } = "";

        public string Text { get; init; } = "";
    }
}
