using ContextMemory.MLNet;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.TorchSharp;

namespace FromMicrosoftMLTorchSharp;

/// <summary>Who, where, when and how much in order messages. Both are measured by entities: start, end and type must be right.</summary>
internal static class NamedEntities
{
    public static IEnumerable<Result> Compare(MLContext ctx, string data)
    {
        IDataView train = ctx.ContextMemory().LoadEntitiesFromJsonl(Path.Combine(data, "orders-train.jsonl"));
        IDataView test = ctx.ContextMemory().LoadEntitiesFromJsonl(Path.Combine(data, "orders-test.jsonl"));

        yield return Result.Measure(
            ctx,
            "ContextMemoryExtractEntities",
            ctx.Transforms.Text.ContextMemoryExtractEntities(),
            train,
            model => ctx.ContextMemory().EvaluateEntities(model.Transform(test)).F1);
        yield return TheirModel.RunIfThere(ctx, "NamedEntityRecognition", TheirModel.ForEntities, RunTheirs);

        Result RunTheirs()
        {
            // Their labels are keys of the types; a word that is in no entity has a missing key.
            IDataView words = ctx.Data.LoadFromEnumerable(Documents(train).Select(LabeledWords.Of).ToArray());
            IDataView types = ctx.Data.LoadFromEnumerable(
                Documents(train).SelectMany(row => row.Types).Distinct().Select(type => new EntityType { Name = type }).ToArray());
            var pipeline = ctx.Transforms.Conversion.MapValueToKey("Label", keyData: types)
                .Append(ctx.MulticlassClassification.Trainers.NamedEntityRecognition())
                .Append(ctx.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
            return Result.Measure(ctx, "NamedEntityRecognition", pipeline, words, FindAndMeasure);
        }

        double FindAndMeasure(ITransformer model)
        {
            AnnotatedDocument[] right = Documents(test);
            IDataView predicted = model.Transform(ctx.Data.LoadFromEnumerable(right.Select(LabeledWords.Of).ToArray()));
            IDataView found = ctx.Data.LoadFromEnumerable(right.Zip(
                predicted.GetColumn<string[]>("PredictedLabel"),
                (document, labels) => new FoundEntities(document, [.. LabeledWords.Entities(document.Text, labels)])).ToArray());
            return ctx.ContextMemory().EvaluateEntities(found).F1;
        }

        AnnotatedDocument[] Documents(IDataView rows) => [.. ctx.Data.CreateEnumerable<AnnotatedDocument>(rows, reuseRowObject: false)];
    }

    private sealed class EntityType
    {
        public string Name { get; init; } = "";
    }
}
