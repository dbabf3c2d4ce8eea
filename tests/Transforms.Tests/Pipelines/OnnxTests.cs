using ContextMemory.MLNet;
using Microsoft.ML;
using Transforms.Tests.Support;

namespace Transforms.Tests.Pipelines;

/// <summary>There is no export to ONNX: what would be written in its place is refused.</summary>
public class OnnxTests
{
    private readonly MLContext _context = new(1);
    private readonly IDataView _data;

    public OnnxTests() => _data = Messages.Load(_context, 30);

    [Fact]
    public void A_transformer_alone_is_refused()
    {
        AssertRefused(nameof(ContextMemoryMulticlassTransformer), Learned.Multiclass);
        AssertRefused(nameof(ContextMemoryBinaryTransformer), Learned.Binary);
        AssertRefused(
            nameof(ContextMemoryExtractEntitiesTransformer),
            _context.Transforms.Text.ContextMemoryExtractEntities(Tiny.Entities).Fit(MarkedMessage.Load(_context, Messages.Make(20))));
        AssertRefused(
            nameof(ContextMemorySummarizeTransformer), _context.Transforms.Text.ContextMemorySummarize(Tiny.Summaries).Fit(_data));
    }

    [Fact]
    public void A_chain_with_a_transformer_of_ours_is_refused()
    {
        var encode = _context.Transforms.ContextMemoryEncode(Tiny.Encode);
        AssertRefused(nameof(ContextMemoryEncodeTransformer), _context.Transforms.CopyColumns("Copy", "Text").Append(encode).Fit(_data));
        AssertRefused(
            nameof(ContextMemoryEncodeTransformer),
            encode.AppendCacheCheckpoint(_context)
                .Append(_context.MulticlassClassification.Trainers.SdcaMaximumEntropy(maximumNumberOfIterations: 2))
                .Append(_context.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
                .Fit(_data));
    }

    [Fact]
    public void What_follows_can_be_exported_by_itself()
    {
        IDataView encoded = _context.Transforms.ContextMemoryEncode(Tiny.Encode).Fit(_data).Transform(_data);
        ITransformer linear = _context.MulticlassClassification.Trainers.SdcaMaximumEntropy(maximumNumberOfIterations: 2).Fit(encoded);
        using var stream = new MemoryStream();

        _context.Model.ConvertToOnnx(linear, _context.Data.Cache(encoded), stream);

        Assert.True(stream.Length > 0);
    }

    private void AssertRefused(string transformer, ITransformer model)
    {
        using var stream = new MemoryStream();
        string message =
            $"A {transformer} cannot be exported to ONNX: ContextMemory.MLNet has no export yet. Save the model with mlContext.Model.Save; " +
            "mlContext.Model.Load reads it wherever the package ContextMemory.MLNet is referenced.";

        Assert.Equal(message, Assert.Throws<NotSupportedException>(() => _context.Model.ConvertToOnnx(model, _data, stream)).Message);
        Assert.Equal(0, stream.Length);
    }
}
