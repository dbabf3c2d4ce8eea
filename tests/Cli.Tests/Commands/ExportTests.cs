using System.Buffers.Binary;
using System.Text.Json;
using ContextMemory.MLNet.Cli.Tests.Support;
using Microsoft.ML;

namespace ContextMemory.MLNet.Cli.Tests.Commands;

public sealed class ExportTests(TrainedModel trained) : IClassFixture<TrainedModel>, IDisposable
{
    private readonly TestFolder _folder = new();

    [Theory]
    [InlineData(false, "F32", 4)]
    [InlineData(true, "F16", 2)]
    public void All_parameters_are_written(bool asFloat16, string type, int size)
    {
        string output = _folder["weights.safetensors"];
        string[] options = asFloat16 ? ["--float16"] : ["--format", "safetensors"];

        Run.Succeeds(["export", trained.Path, "--output", output, .. options]);

        byte[] bytes = File.ReadAllBytes(output);
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        using JsonDocument header = JsonDocument.Parse(bytes.AsMemory(8, length));
        JsonProperty[] tensors = [.. header.RootElement.EnumerateObject().Where(entry => entry.Name != "__metadata__")];
        ContextMemoryMulticlassTransformer model = Transformer();
        Assert.All(tensors, tensor => Assert.Equal(type, tensor.Value.GetProperty("dtype").GetString()));
        Assert.Equal(model.ParameterCount, tensors.Sum(tensor => tensor.Value.GetProperty("shape").EnumerateArray().Aggregate(1L, (count, next) => count * next.GetInt64())));
        Assert.Equal(8 + length + size * model.ParameterCount, bytes.Length);
    }

    [Fact]
    public void What_cannot_be_exported_is_told()
    {
        var context = new MLContext(1);
        IDataView data = context.Data.LoadFromEnumerable([new Row()]);
        string lead = Save("lead.zip", context.Transforms.Text.ContextMemorySummarize(new ContextMemorySummarizeOptions { Method = SummaryMethod.Lead }));
        string copy = Save("copy.zip", context.Transforms.CopyColumns("Copy", "Text"));

        Assert.StartsWith($"Cannot export '{lead}': The ContextMemorySummarizeTransformer has no parameters", Fails(lead), StringComparison.Ordinal);
        Assert.Contains("holds no component of ContextMemory.MLNet", Fails(copy), StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["out"]));
        Assert.StartsWith("--output would overwrite", Run.Fails("export", trained.Path, "--output", trained.Path), StringComparison.Ordinal);

        string Save(string name, IEstimator<ITransformer> estimator)
        {
            context.Model.Save(estimator.Fit(data), data.Schema, _folder[name]);
            return _folder[name];
        }

        string Fails(string model) => Run.Fails("export", model, "--output", _folder["out"]);
    }

    public void Dispose() => _folder.Dispose();

    private ContextMemoryMulticlassTransformer Transformer() =>
        ((IEnumerable<ITransformer>)new MLContext().Model.Load(trained.Path, out _)).OfType<ContextMemoryMulticlassTransformer>().Single();

    private sealed class Row
    {
        public string Text { get; set; } = "some words to read";
    }
}
