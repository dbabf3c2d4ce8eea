using ContextMemory.MLNet;
using Microsoft.ML;
using Microsoft.ML.Data;
using TextClassification;

string data = Path.Combine(AppContext.BaseDirectory, "data");
var ctx = new MLContext(seed: 1);
IDataView train = ctx.Data.LoadFromTextFile<Message>(Path.Combine(data, "support-train.tsv"));
IDataView test = ctx.Data.LoadFromTextFile<Message>(Path.Combine(data, "support-test.tsv"));

// 1. The encoder as one step among others: it learns from the labels to turn a text into a vector, and a trainer of ML.NET learns
//    from the vectors. The checkpoint keeps them, for SDCA reads its input many times.
var encoderPipeline = ctx.Transforms.Conversion.MapValueToKey("Label")
    .Append(ctx.Transforms.ContextMemoryEncode(labelColumnName: "Label"))
    .AppendCacheCheckpoint(ctx)
    .Append(ctx.MulticlassClassification.Trainers.SdcaMaximumEntropy())
    .Append(ctx.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
Report("ContextMemoryEncode and SdcaMaximumEntropy", encoderPipeline.Fit(train));

// 2. The classifier, straight from the text to the probability of each class.
var classifierPipeline = ctx.Transforms.Conversion.MapValueToKey("Label")
    .Append(ctx.MulticlassClassification.Trainers.ContextMemoryClassifier())
    .Append(ctx.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
ITransformer classifier = classifierPipeline.Fit(train);
Report("ContextMemoryClassifier", classifier);

// 3. A model is saved, loaded and used like any other of ML.NET.
string file = Path.Combine(Path.GetTempPath(), "support.zip");
ctx.Model.Save(classifier, train.Schema, file);
ITransformer loaded = new MLContext().Model.Load(file, out _);
using PredictionEngine<Message, Prediction> engine = ctx.Model.CreatePredictionEngine<Message, Prediction>(loaded);
string[] texts =
[
    "my parcel says delivered but there is nothing here",
    "the app closes when i tap on settings",
    "you are the best, thanks a lot",
];
foreach (string text in texts)
{
    Prediction prediction = engine.Predict(new Message { Text = text });
    Console.WriteLine($"{prediction.PredictedLabel} ({prediction.Score.Max():P0}): {text}");
}

void Report(string name, ITransformer model)
{
    MulticlassClassificationMetrics metrics = ctx.MulticlassClassification.Evaluate(model.Transform(test));
    Console.WriteLine($"{name}: accuracy {metrics.MicroAccuracy:F3}, log loss {metrics.LogLoss:F3} on the test rows");
    Console.WriteLine();
}
