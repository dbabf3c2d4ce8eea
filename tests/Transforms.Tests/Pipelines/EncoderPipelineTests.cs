using ContextMemory.MLNet;
using Microsoft.ML;
using Microsoft.ML.Data;
using Transforms.Tests.Support;

namespace Transforms.Tests.Pipelines;

public class EncoderPipelineTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void WithoutArgumentsTextBecomesTheFeaturesOfAStockTrainer()
    {
        var source = new CountingView(_context.Data.LoadFromEnumerable(Messages.Make(60)));
        EstimatorChain<ITransformer> pipeline = _context.Transforms.Conversion.MapValueToKey("Label", "Topic")
            .Append(_context.Transforms.ContextMemoryEncode())
            .AppendCacheCheckpoint(_context)
            .Append(_context.MulticlassClassification.Trainers.SdcaMaximumEntropy(maximumNumberOfIterations: 400))
            .Append<ITransformer>(_context.Transforms.Conversion.MapKeyToValue("PredictedLabel"));

        ITransformer model = pipeline.Fit(source);

        // Twice to learn the encoder and once into the cache, however often the trainer reads.
        Assert.Equal(3 * 60, source.Reads("Text"));
        IDataView scored = model.Transform(source);
        Assert.Equal("Vector<Single, 512>", $"{scored.Schema["Features"].Type}");
        Assert.True(Agreement(scored) > 0.7);
    }

    [Fact]
    public void AnEncoderThatLearnsFromTheLabelMakesFeaturesToo()
    {
        IDataView train = Messages.Load(_context, 120);
        IDataView test = _context.Data.TakeRows(train, 60);
        var pipeline = _context.Transforms
            .ContextMemoryEncode(Tiny.Encode with
            {
                LabelColumnName = "Label",
                Encoder = Tiny.Encoder(EncoderKind.Lstm),
                Training = Learned.Training,
            })
            .AppendCacheCheckpoint(_context)
            .Append(_context.MulticlassClassification.Trainers.SdcaMaximumEntropy(maximumNumberOfIterations: 400));

        MulticlassClassificationMetrics metrics = _context.MulticlassClassification.Evaluate(pipeline.Fit(train).Transform(test));

        Assert.True(metrics.MicroAccuracy > 0.9);
    }

    [Fact]
    public void VectorsCanBeConcatenatedWithOtherColumns()
    {
        IDataView data = Messages.Load(_context, 60);
        var pipeline = _context.Transforms.ContextMemoryEncode(Tiny.Encode with { OutputColumnName = "One" })
            .Append(_context.Transforms.ContextMemoryEncode(Tiny.Encode with { OutputColumnName = "Two" }))
            .Append(_context.Transforms.Concatenate("Features", "One", "Two"))
            .AppendCacheCheckpoint(_context)
            .Append(_context.MulticlassClassification.Trainers.SdcaMaximumEntropy(maximumNumberOfIterations: 400));

        IDataView scored = pipeline.Fit(data).Transform(data);

        Assert.Equal("Vector<Single, 16>", $"{scored.Schema["Features"].Type}");
        float[] both = scored.GetColumn<float[]>("Features").First();
        Assert.Equal(scored.GetColumn<float[]>("One").First(), both[..8]);
        Assert.Equal(scored.GetColumn<float[]>("Two").First(), both[8..]);
    }

    private static double Agreement(IDataView scored) =>
        scored.GetColumn<string>("Topic").Zip(scored.GetColumn<string>("PredictedLabel"), (one, other) => one == other ? 1.0 : 0).Average();
}
