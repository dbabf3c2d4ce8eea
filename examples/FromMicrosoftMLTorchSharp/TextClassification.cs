using Microsoft.ML;
using Microsoft.ML.TorchSharp;

namespace FromMicrosoftMLTorchSharp;

/// <summary>Which of six classes a message is about: the same chain with their trainer and with ours.</summary>
internal static class TextClassification
{
    public static IEnumerable<Result> Compare(MLContext ctx, string data)
    {
        IDataView train = ctx.Data.LoadFromTextFile<Message>(Path.Combine(data, "support-train.tsv"));
        IDataView test = ctx.Data.LoadFromTextFile<Message>(Path.Combine(data, "support-test.tsv"));

        yield return Run("ContextMemoryClassifier", ctx.MulticlassClassification.Trainers.ContextMemoryClassifier());
        yield return TheirModel.RunIfThere(ctx, "TextClassification", TheirModel.Small, () =>
            Run("TextClassification", ctx.MulticlassClassification.Trainers.TextClassification(sentence1ColumnName: "Text")));

        Result Run(string name, IEstimator<ITransformer> trainer)
        {
            var pipeline = ctx.Transforms.Conversion.MapValueToKey("Label")
                .Append(trainer)
                .Append(ctx.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
            return Result.Measure(ctx, name, pipeline, train, model =>
                ctx.MulticlassClassification.Evaluate(model.Transform(test)).MicroAccuracy);
        }
    }
}
