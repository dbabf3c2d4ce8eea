using ContextMemory.MLNet;
using Microsoft.ML;
using Microsoft.ML.Data;
using Transforms.Tests.Harness;
using Transforms.Tests.Support;

namespace Transforms.Tests.Scoring;

/// <summary>A batch scorer says of a string, bit for bit, what the transformer says of a row, whatever the string is grouped with.</summary>
public class BatchScorerEqualityTests
{
    private static readonly string[] Texts =
    [
        "", " \r\n", "my parcel was late", "The invoice, charged; don't refund! \ud83d\ude00 caf\u00e9", string.Join(". ", Messages.Make(60).Select(message => message.Text)),
        .. Messages.Make(50, seed: 3).Select(message => message.Text!),
    ];

    public static TheoryData<string> Cases() =>
    [
        .. EstimatorCase.All.Select(one => one.Name).Where(name => name.EndsWith(", Gru", StringComparison.Ordinal) || name == EstimatorCase.Remembering),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Single_strings_and_sequences_give_what_rows_give(string name)
    {
        TextTransformer transformer = FittedCase.Get(name).LoadCopy();
        transformer.Threads = 2;
        var context = new MLContext(1);
        IDataView rows = transformer.Transform(context.Data.LoadFromEnumerable(Texts.Select(text => new Message { Text = text })));
        await (transformer switch
        {
            ContextMemoryEncodeTransformer one => CheckAsync(one.CreateBatchScorer, Rows(one), Shown),
            ContextMemoryBinaryTransformer one => CheckAsync(one.CreateBatchScorer, Rows(one), Shown),
            ContextMemoryMulticlassTransformer one => CheckAsync(one.CreateBatchScorer, Rows(one), Shown),
            ContextMemoryMultiLabelTransformer one => CheckAsync(one.CreateBatchScorer, Rows(one), Shown),
            ContextMemoryExtractEntitiesTransformer one => CheckAsync(one.CreateBatchScorer, Rows(one), Shown),
            ContextMemorySummarizeTransformer one => CheckAsync(one.CreateBatchScorer, Rows(one), Shown),
            _ => throw new InvalidOperationException(name),
        });

        string[] Rows(TextTransformer one) => one switch
        {
            ContextMemoryEncodeTransformer => [.. Column<float[]>("Features").Select(Shown)],
            ContextMemoryBinaryTransformer =>
            [
                .. Column<bool>("PredictedLabel").Zip(Column<float>("Score"), Column<float>("Probability"))
                    .Select(row => Shown(new BinaryPrediction(row.First, row.Second, row.Third))),
            ],
            ContextMemoryMulticlassTransformer multiclass =>
            [
                .. Column<uint>("PredictedLabel").Zip(Column<float[]>("Score"), (key, score) =>
                    Shown(new MulticlassPrediction((int)key - 1, multiclass.Labels[(int)key - 1], score[key - 1], score))),
            ],
            ContextMemoryMultiLabelTransformer =>
                [.. Column<string[]>("PredictedLabels").Zip(Column<float[]>("Score"), (labels, score) => Shown(new MultiLabelPrediction(labels, score)))],
            ContextMemoryExtractEntitiesTransformer => [.. Entities().Select(Shown)],
            _ =>
            [
                .. Column<string>("Summary").Zip(Column<int[]>("SummarySentences"), Column<float[]>("SummaryScores"))
                    .Select(row => $"{row.First}|{string.Join(' ', row.Second)}|{Shown(row.Third)}"),
            ],
        };

        IEnumerable<T> Column<T>(string column) => rows.GetColumn<T>(column);

        IEnumerable<IReadOnlyList<ExtractedEntity>> Entities() =>
            context.Data.CreateEnumerable<ExtractedEntities>(rows, reuseRowObject: false, ignoreMissingColumns: true).Select(row => row.ToList());
    }

    private static async Task CheckAsync<TResult>(Func<BatchScorerOptions?, BatchScorer<TResult>> create, string[] expected, Func<TResult, string> show)
    {
        foreach (BatchScorerOptions? options in (BatchScorerOptions?[])[null, new() { MaxBatchSize = 7, MaxDelay = TimeSpan.FromMilliseconds(20), QueueCapacity = 3 }])
        {
            await using BatchScorer<TResult> scorer = create(options);
            TResult[] single = await Task.WhenAll(Texts.Select(text => Task.Run(() => scorer.ScoreAsync(text))));
            Assert.Equal(expected, single.Select(show));
            Assert.Equal(expected, (await scorer.ScoreAsync(Texts).ToListAsync()).Select(show));
        }
    }

    private static string Shown(IEnumerable<float> numbers) => string.Join(' ', numbers.Select(number => BitConverter.SingleToUInt32Bits(number).ToString("x8")));

    private static string Shown(float[] numbers) => Shown(numbers.AsEnumerable());

    private static string Shown(BinaryPrediction one) => $"{one.PredictedLabel} {Shown([one.Score, one.Probability])}";

    private static string Shown(MulticlassPrediction one) => $"{one.Class} {one.Label} {Shown([one.Probability])} {Shown(one.Probabilities)}";

    private static string Shown(MultiLabelPrediction one) => $"{string.Join(',', one.Labels)} {Shown(one.Probabilities)}";

    private static string Shown(IReadOnlyList<ExtractedEntity> entities) =>
        string.Join(';', entities.Select(one => $"{one.Text}|{one.Type}|{one.Start}|{one.Length}|{Shown([one.Score])}"));

    private static string Shown(TextSummary one) => $"{one.Text}|{string.Join(' ', one.Sentences)}|{Shown(one.Scores)}";
}
