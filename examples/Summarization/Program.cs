using ContextMemory.MLNet;
using Microsoft.ML;
using Microsoft.ML.Data;
using Summarization;

string data = Path.Combine(AppContext.BaseDirectory, "data");
var ctx = new MLContext(seed: 1);
IDataView train = ctx.Data.LoadFromEnumerable(Article.Read(Path.Combine(data, "articles-train.jsonl")));
Article[] testArticles = Article.Read(Path.Combine(data, "articles-test.jsonl"));
IDataView test = ctx.Data.LoadFromEnumerable(testArticles);

// 1. Without training: a graph of the words that sentences share finds the central ones, in any text and at once.
ContextMemorySummarizeTransformer untrained =
    ctx.Transforms.Text.ContextMemorySummarize(outputColumnName: "Chosen", sentences: 3, method: SummaryMethod.PositionRank).Fit(test);

// 2. Trained on references: 31 articles are very few, so it learns on all of them, and for longer than it would on thousands.
var options = new ContextMemorySummarizeOptions
{
    OutputColumnName = "Chosen",
    TitleColumnName = "Title",
    Limits = new SummaryLimits { Sentences = 3 },
    Training = new TrainingOptions { Epochs = 30, BatchSize = 8, AverageEpochs = 2, ValidationFraction = 0 },
};
ContextMemorySummarizeTransformer trained = ctx.Transforms.Text.ContextMemorySummarize(options).Fit(train);

// 3. Measure both, beside the first and the best sentences.
SummaryComparison before = Measure(untrained);
SummaryComparison after = Measure(trained);
Console.WriteLine($"{after.Summaries.Rows} test articles        ROUGE-1  ROUGE-2  ROUGE-L");
Print("first 3 sentences", after.Lead);
Print("PositionRank", before.Summaries);
Print("trained", after.Summaries);
Print("best 3 sentences", after.Best);

// 4. Save, load and summarize like any other model of ML.NET. Places count UTF-16 units of the text.
string file = Path.Combine(Path.GetTempPath(), "articles.zip");
ctx.Model.Save(trained, train.Schema, file);
ITransformer loaded = new MLContext().Model.Load(file, out _);
Article article = testArticles[0];
IDataView one = loaded.Transform(ctx.Data.LoadFromEnumerable([article]));
string chosen = one.GetColumn<string>("Chosen").Single();
int[] starts = one.GetColumn<int[]>("ChosenStarts").Single();
int[] sentences = one.GetColumn<int[]>("ChosenSentences").Single();
Console.WriteLine();
Console.WriteLine($"{article.Title} ({starts.Length} sentences)");
Console.WriteLine($"  chosen at {string.Join(", ", sentences.Select(sentence => starts[sentence]))}: {chosen}");
Console.WriteLine($"  reference: {article.Reference}");

SummaryComparison Measure(ITransformer model) =>
    ctx.ContextMemory().EvaluateSummaries(model.Transform(test), summaryColumnName: "Chosen");

static void Print(string name, SummarizationMetrics metrics) => Console.WriteLine(
    $"  {name,-19} {100 * metrics.Rouge1.F1,8:F1} {100 * metrics.Rouge2.F1,8:F1} {100 * metrics.RougeL.F1,8:F1}");
