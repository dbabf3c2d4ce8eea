using System.Text;
using ContextMemory.MLNet.Persistence.Pretrained;
using Xunit.Abstractions;

namespace ContextMemory.MLNet.Tests.Persistence.Pretrained;

/// <summary>Damaged files are read, or refused in words; nothing else happens, and no memory is taken that the file has not paid for.</summary>
public sealed class MutationTests(ITestOutputHelper output) : IDisposable
{
    // The files have some kilobytes.
    private const long MostAllocated = 2_000_000;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    [Trait("Category", "Slow")]
    public void Damaged_safetensors_are_refused_in_words()
    {
        TinyTransformer.Write(_folder.Path, TinyTransformer.Config, name => name);
        Damage("model.safetensors", 2_000, headerOnly: true);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void A_damaged_index_is_refused_in_words()
    {
        IEnumerable<string> places = TinyTransformer.Tensors.Select((tensor, index) => $"\"{tensor.Name}\":\"{(index < 9 ? "a" : "b")}.safetensors\"");
        _folder.Write("config.json", TinyTransformer.Config);
        _folder.Write("a.safetensors", SafetensorsBytes.Of(TinyTransformer.Tensors.Take(9)));
        _folder.Write("b.safetensors", SafetensorsBytes.Of(TinyTransformer.Tensors.Skip(9)));
        _folder.Write("model.safetensors.index.json", $"{{\"weight_map\":{{{string.Join(',', places)}}}}}");
        Damage("model.safetensors.index.json", 500);
    }

    [Theory]
    [InlineData("MatMul", true)]
    [InlineData("MatMul", false)]
    [InlineData("Gemm", false)]
    [Trait("Category", "Slow")]
    public void A_damaged_graph_is_refused_in_words(string product, bool hasConfig)
    {
        _folder.Write("model.onnx", new TinyOnnx { Product = product }.ToArray());
        if (hasConfig)
        {
            _folder.Write("config.json", TinyTransformer.Config);
        }

        Damage("model.onnx", 700);
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("modules.json")]
    [InlineData("1_Pooling/config.json")]
    [InlineData("sentence_bert_config.json")]
    [InlineData("tokenizer_config.json")]
    [Trait("Category", "Slow")]
    public void Damaged_settings_are_refused_in_words(string name)
    {
        TinyTransformer.Write(_folder.Path, TinyTransformer.Config, tensor => tensor);
        _folder.Write("modules.json", """[{"path":"","type":"a.Transformer"},{"path":"1_Pooling","type":"a.Pooling"},{"path":"norm","type":"a.Normalize"}]""");
        _folder.Write("1_Pooling/config.json", """{"pooling_mode_mean_tokens":true,"pooling_mode_max_tokens":false}""");
        _folder.Write("sentence_bert_config.json", name.StartsWith("tokenizer", StringComparison.Ordinal) ? "{}" : """{"max_seq_length":4}""");
        _folder.Write("tokenizer_config.json", """{"model_max_length":3}""");
        Damage(name, 500);
    }

    public void Dispose() => _folder.Dispose();

    private void Damage(string name, int rounds, bool headerOnly = false)
    {
        byte[] whole = File.ReadAllBytes(_folder.File(name));

        // Damage in the data changes numbers only.
        int damaged = headerOnly ? 8 + (int)BitConverter.ToInt64(whole) : whole.Length;
        int refused = 0;
        for (int seed = 0; seed < rounds; seed++)
        {
            _folder.Write(name, [.. Mutation.Of(whole[..damaged], seed), .. whole[damaged..]]);
            long before = GC.GetAllocatedBytesForCurrentThread();
            if (Read() is { } fault)
            {
                refused++;
                Assert.True(fault is InvalidDataException, $"Seed {seed}: {fault}");
                Assert.Contains(_folder.Path, fault.Message, StringComparison.Ordinal);
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < MostAllocated, $"Seed {seed}: {allocated} bytes");
        }

        output.WriteLine($"{refused} of {rounds} were refused.");
        Assert.InRange(refused, rounds / 4, rounds);
    }

    private Exception? Read() => Record.Exception(() =>
    {
        using var model = PretrainedFolder.Open(_folder.Path);
        foreach ((string name, long[] shape) in TransformerTensors.Of(model.Shape))
        {
            model.Read(name, new float[shape.Aggregate(1L, (count, size) => count * size)]);
        }
    });
}
