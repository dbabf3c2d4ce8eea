using ContextMemory.MLNet;
using Microsoft.ML;
using Microsoft.ML.Data;
using Transforms.Tests.Support;

namespace Transforms.Tests.ContextMemoryEncode;

public class EncoderPipelineTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void Without_arguments_text_becomes_the_features_of_a_stock_trainer()
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
    public void An_encoder_that_learns_from_the_label_makes_features_too()
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
    public void Vectors_can_be_concatenated_with_other_columns()
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

    [Theory]
    [InlineData(Pooling.Mean, "Mean.0", "Mean.7", 8)]
    [InlineData(Pooling.Mean | Pooling.Max, "Mean.0", "Max.7", 16)]
    [InlineData(Pooling.Attention | Pooling.Last | Pooling.Max, "Max.0", "Attention.7", 24)]
    public void The_slots_are_named_after_pooling_and_element(Pooling pooling, string first, string last, int count)
    {
        IDataView messages = Messages.Load(_context, 20);
        IDataView data = _context.Transforms.Conversion.ConvertType("Id").Fit(messages).Transform(messages);
        ITransformer model = _context.Transforms
            .ContextMemoryEncode(Tiny.Encode with { Encoder = Tiny.Encoder(EncoderKind.Attention) with { Pooling = pooling } })
            .Append(_context.Transforms.Concatenate("Both", "Features", "Id"))
            .Fit(data);

        string[] names = SlotNames(model.GetOutputSchema(data.Schema)["Features"]);

        Assert.Equal((first, last, count), (names[0], names[^1], names.Distinct().Count()));
        Assert.Equal([.. names.Select(name => $"Features.{name}"), "Id"], SlotNames(model.GetOutputSchema(data.Schema)["Both"]));
    }

    [Fact]
    public void The_slots_of_a_model_saved_before_they_had_names_have_them_too()
    {
        TextTransformer model = Components.Load(Saving.Frozen.Read("encode.v1.bin"));

        string[] names = SlotNames(model.GetOutputSchema(Messages.Load(_context, 3).Schema)["Features"]);

        Assert.Equal("Mean.0", names[0]);
        Assert.DoesNotContain("", names);
    }

    [Fact]
    public void The_features_can_be_permuted()
    {
        IDataView data = Messages.Load(_context, 60);
        ITransformer encoder = _context.Transforms.ContextMemoryEncode(Tiny.Encode).Fit(data);
        IDataView encoded = _context.Data.Cache(encoder.Transform(data));
        var linear = _context.MulticlassClassification.Trainers.SdcaMaximumEntropy(maximumNumberOfIterations: 20).Fit(encoded);

        var importance = _context.MulticlassClassification.PermutationFeatureImportance((ITransformer)linear, encoded, permutationCount: 1);

        Assert.Equal(Enumerable.Range(0, 8).Select(element => $"Mean.{element}"), importance.Keys.Order());
    }

    private static string[] SlotNames(DataViewSchema.Column column)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }

    private static double Agreement(IDataView scored) =>
        scored.GetColumn<string>("Topic").Zip(scored.GetColumn<string>("PredictedLabel"), (one, other) => one == other ? 1.0 : 0).Average();
}
