using ContextMemory.MLNet;
using Microsoft.ML;

string data = Path.Combine(AppContext.BaseDirectory, "data");
var ctx = new MLContext(seed: 1);
IDataView train = ctx.ContextMemory().LoadEntitiesFromJsonl(Path.Combine(data, "orders-train.jsonl"));
IDataView test = ctx.ContextMemory().LoadEntitiesFromJsonl(Path.Combine(data, "orders-test.jsonl"));

// 1. Train: straight from the text and the places of the entities in it. A tenth of the rows is held out to choose the best epoch by.
ContextMemoryExtractEntitiesTransformer model = ctx.Transforms.Text.ContextMemoryExtractEntities().Fit(train);
Console.WriteLine($"Trained on {model.TrainingReport!.TrainingRows} messages; it finds {string.Join(", ", model.EntityTypes)}.");

// 2. Measure on messages with other sentences, and mostly other names, than those it was trained on.
EntityMetrics metrics = ctx.ContextMemory().EvaluateEntities(model.Transform(test));
Console.WriteLine($"Of {metrics.Micro.Support} entities in {metrics.Rows} test messages:");
Console.WriteLine($"  {"",-13} precision  recall      F1");
foreach ((string type, MatchScores scores) in metrics.PerType)
{
    Console.WriteLine($"  {type,-13} {scores.Precision,9:F3} {scores.Recall,7:F3} {scores.F1,7:F3}");
}

Console.WriteLine($"  {"all",-13} {metrics.Precision,9:F3} {metrics.Recall,7:F3} {metrics.F1,7:F3}");
Console.WriteLine($"  found in part {metrics.PartialMatches}, as another type {metrics.TypeErrors}, not at all {metrics.Missed}");

// 3. Save, load and use it like any other model of ML.NET. Places count UTF-16 units: text.Substring(start, length) is the entity.
string file = Path.Combine(Path.GetTempPath(), "orders.zip");
ctx.Model.Save(model, train.Schema, file);
ITransformer loaded = new MLContext().Model.Load(file, out _);
using PredictionEngine<AnnotatedDocument, ExtractedEntities> engine =
    ctx.Model.CreatePredictionEngine<AnnotatedDocument, ExtractedEntities>(loaded);
string[] texts =
[
    "Please send the espresso machine to Réka Balogh at 7 Harbour Road by 14 March.",
    "😀 Fjord Outdoor charged me €249 twice, says Tamás in Győr!",
];
foreach (string text in texts)
{
    Console.WriteLine();
    Console.WriteLine(text);
    foreach (ExtractedEntity entity in engine.Predict(new AnnotatedDocument(text)).ToList())
    {
        Console.WriteLine($"  {entity.Start,3}+{entity.Length,-3} {entity.Type,-13} {entity.Score,5:F2}  {entity.Text}");
    }
}
