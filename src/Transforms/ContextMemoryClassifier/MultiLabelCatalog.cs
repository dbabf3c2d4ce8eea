using ContextMemory.MLNet;
using ContextMemory.MLNet.Columns;
using ContextMemory.MLNet.EntityData;
using ContextMemory.MLNet.Evaluation;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Measures classifiers of any number of labels a text: <c>mlContext.ContextMemory().EvaluateLabels(...)</c>.</summary>
public static class MultiLabelCatalog
{
    /// <summary>Measures the labels that were found against those that rows have.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">Data that a fitted classifier has transformed, with the column of the right labels.</param>
    /// <param name="labelColumnName">The right labels: a vector of String. An empty text stands for none.</param>
    /// <param name="predictedColumnName">The labels that were found: a vector of String.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    /// <exception cref="InvalidOperationException">The data has no row.</exception>
    public static MultiLabelMetrics EvaluateLabels(
        this ContextMemoryCatalog catalog,
        IDataView data,
        string labelColumnName = "Label",
        string predictedColumnName = ScoreColumns.PredictedLabels)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        DataViewSchema.Column right = ColumnRole.TextLabels.Find(data.Schema, labelColumnName);
        DataViewSchema.Column found = ColumnRole.TextLabels.Find(data.Schema, predictedColumnName);
        var evaluator = new MultiLabelEvaluator();
        using DataViewRowCursor cursor = data.GetRowCursor([right, found]);
        Func<string[]> readRight = TokenizedTextReader.Texts(cursor, right);
        Func<string[]> readFound = TokenizedTextReader.Texts(cursor, found);
        while (cursor.MoveNext())
        {
            evaluator.Add(readRight(), readFound());
        }

        return evaluator.Measure();
    }
}
