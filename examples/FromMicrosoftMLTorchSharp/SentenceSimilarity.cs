using System.Numerics.Tensors;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.TorchSharp;

namespace FromMicrosoftMLTorchSharp;

/// <summary>
/// How similar two messages are. Theirs learns it from pairs with a number. Ours has no such trainer: an encoder makes a vector of
/// each message, and the cosine of two vectors is their similarity. Both are measured by how often a pair of one class comes before
/// a pair of two.
/// </summary>
internal static class SentenceSimilarity
{
    private const int TrainingPartners = 2;
    private const int TestPartners = 6;

    public static IEnumerable<Result> Compare(MLContext ctx, string data)
    {
        IDataView trainRows = ctx.Data.LoadFromTextFile<Message>(Path.Combine(data, "support-train.tsv"));
        IDataView testRows = ctx.Data.LoadFromTextFile<Message>(Path.Combine(data, "support-test.tsv"));
        MessagePair[] trainPairs = MessagePair.Of(Shuffled(trainRows), TrainingPartners);
        MessagePair[] testPairs = MessagePair.Of(Shuffled(testRows), TestPartners);

        yield return RunOurs("ContextMemoryEncode, texts alone", ctx.Transforms.ContextMemoryEncode());
        yield return RunOurs("ContextMemoryEncode, learned from classes", ctx.Transforms.ContextMemoryEncode(labelColumnName: "Label"));
        yield return TheirModel.RunIfThere(ctx, "SentenceSimilarity", TheirModel.Small, RunTheirs);

        Result RunOurs(string name, IEstimator<ITransformer> encoder) => Result.Measure(ctx, name, encoder, trainRows, model =>
        {
            Dictionary<string, float[]> vectors = Vectors(model);
            return Auc(testPairs.Select(pair =>
                (pair.Label, TensorPrimitives.CosineSimilarity<float>(vectors[pair.Sentence1], vectors[pair.Sentence2]))));
        });

        Dictionary<string, float[]> Vectors(ITransformer model)
        {
            IDataView encoded = model.Transform(testRows);
            return encoded.GetColumn<string>("Text").Zip(encoded.GetColumn<float[]>("Features")).ToDictionary();
        }

        Result RunTheirs()
        {
            var trainer = ctx.Regression.Trainers.SentenceSimilarity();
            return Result.Measure(ctx, "SentenceSimilarity", trainer, ctx.Data.LoadFromEnumerable(trainPairs), model =>
            {
                IDataView scored = model.Transform(ctx.Data.LoadFromEnumerable(testPairs));
                return Auc(testPairs.Select(pair => pair.Label).Zip(scored.GetColumn<float>("Score")));
            });
        }

        double Auc(IEnumerable<(float Label, float Score)> pairs)
        {
            IDataView scored = ctx.Data.LoadFromEnumerable(
                pairs.Select(pair => new ScoredPair { Label = pair.Label == 1, Score = pair.Score }).ToArray());
            return ctx.BinaryClassification.EvaluateNonCalibrated(scored).AreaUnderRocCurve;
        }

        Message[] Shuffled(IDataView rows)
        {
            Message[] messages = [.. ctx.Data.CreateEnumerable<Message>(rows, reuseRowObject: false)];
            new Random(1).Shuffle(messages);
            return messages;
        }
    }
}
