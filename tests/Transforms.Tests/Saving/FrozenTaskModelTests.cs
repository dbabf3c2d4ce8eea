using System.Globalization;
using System.Text;
using ContextMemory.MLNet;
using Microsoft.ML;
using Microsoft.ML.Data;
using Transforms.Tests.Support;

namespace Transforms.Tests.Saving;

/// <summary>
/// Models of the tasks as their first formats wrote them, with what they gave then: <see cref="FrozenModelTests"/> for those that came later.
/// </summary>
public class FrozenTaskModelTests
{
    // Kernels of other machines add in another order.
    private const double Tolerance = 2e-5;

    private static readonly string[] Texts =
    [
        "my invoice was charged twice",
        "The parcel arrived late, and the box was broken!",
        "",
        "köszönöm, 非常に速い 🙂 it's 3.14",
        string.Join(' ', Enumerable.Repeat("Thanks for the quick refund. My order came today.", 6)),
    ];

    [Theory]
    [InlineData("multiclass-ngrams", typeof(ContextMemoryMulticlassTransformer), "Score")]
    [InlineData("multilabel", typeof(ContextMemoryMultiLabelTransformer), "Score", "PredictedLabels")]
    [InlineData("entities", typeof(ContextMemoryExtractEntitiesTransformer), "EntitiesScores", "Entities", "EntitiesStarts", "EntitiesTags")]
    [InlineData("entities-gazetteer", typeof(ContextMemoryExtractEntitiesTransformer), "EntitiesScores", "Entities", "EntitiesTags")]
    [InlineData("entities-characters", typeof(ContextMemoryExtractEntitiesTransformer), "EntitiesScores", "Entities", "EntitiesTags")]
    [InlineData("summary", typeof(ContextMemorySummarizeTransformer), "SummaryScores", "SummarySentences", "SummaryStarts")]
    public void A_model_of_the_first_format_gives_what_it_gave_then(string name, Type type, params string[] columns)
    {
        TextTransformer model = Components.Load(Frozen.Read($"{name}.v1.bin"));

        Assert.IsType(type, model);
        string[] expected = Encoding.UTF8.GetString(Frozen.Read($"{name}.v1.txt")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] actual = [.. Print(model, columns)];
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => AssertClose(pair.First, pair.Second));
    }

    /// <summary>A line for each column of each text.</summary>
    private static IEnumerable<string> Print(ITransformer model, string[] columns)
    {
        IDataView data = model.Transform(new MLContext().Data.LoadFromEnumerable(Texts.Select(text => new Message { Text = text })));
        return columns.SelectMany(column => data.Schema[column].Type switch
        {
            VectorDataViewType { ItemType: TextDataViewType } => Lines<ReadOnlyMemory<char>>(data, column, text => text.ToString()),
            VectorDataViewType { RawType: var raw } when raw == typeof(VBuffer<int>) => Lines<int>(data, column, number => $"{number}"),
            _ => Lines<float>(data, column, number => number.ToString("G9", CultureInfo.InvariantCulture)),
        });
    }

    private static IEnumerable<string> Lines<T>(IDataView data, string column, Func<T, string> show) =>
        data.GetColumn<VBuffer<T>>(column).Select(row => $"{column}\t{string.Join('\t', row.DenseValues().Select(show))}");

    private static void AssertClose(string expected, string actual)
    {
        string[] then = expected.Split('\t');
        string[] now = actual.Split('\t');
        Assert.Equal(then.Length, now.Length);
        foreach ((string left, string right) in then.Zip(now))
        {
            if (double.TryParse(left, CultureInfo.InvariantCulture, out double number))
            {
                Assert.Equal(number, double.Parse(right, CultureInfo.InvariantCulture), Tolerance);
            }
            else
            {
                Assert.Equal(left, right);
            }
        }
    }
}
