using ContextMemory.MLNet.Cli.Tests.Support;
using ContextMemory.MLNet.Tests.Support;

namespace ContextMemory.MLNet.Cli.Tests.Commands;

/// <summary>Models of adapters whose files do not hold the transformer that they were trained over.</summary>
public sealed class AdapterTests : IDisposable
{
    private const string Positions = "embeddings.position_embeddings.weight";

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_model_is_read_over_the_transformer_of_its_training_or_another_folder_of_it()
    {
        string transformer = Write("transformer");
        string data = _folder.Write("train.tsv", SmallData.Tsv(60));
        string texts = _folder.Write("texts.txt", SmallData.Texts(6));
        string config = _folder.Write("config.json", """{ "encoder": { "kind": "pretrained", "savesBase": false }, "training": { "epochs": 1 } }""");
        string[] train = ["train", "classify", "--data", data, "--pretrained", transformer, "--adapter-rank", "2", "--config", config, "--threads", "1"];
        string model = _folder["model.zip"];
        Run.Succeeds([.. train, "--model", model]);
        string before = Run.Succeeds("predict", "--model", model, "--input", texts).Output;
        Assert.Contains("by adapters of rank 2", Run.Succeeds("info", "--model", model).Output, StringComparison.Ordinal);
        string moved = _folder["moved"];
        Directory.Move(transformer, moved);

        Run lost = Run.Cmem("predict", "--model", model, "--input", texts);

        Assert.Equal(1, lost.ExitCode);
        Assert.Contains("cmem takes it as --base.", lost.Error, StringComparison.Ordinal);
        Assert.Contains($"'{transformer}' cannot be read", lost.Error, StringComparison.Ordinal);
        Assert.Equal(before, Run.Succeeds("predict", "--model", model, "--input", texts, "--base", moved).Output);
        Run.Succeeds("evaluate", "--model", model, "--data", data, "--base", moved);
        Assert.Equal(1, Run.Cmem("predict", "--model", model, "--input", texts, "--base", _folder["nothing"]).ExitCode);
    }

    private string Write(string name)
    {
        string folder = _folder[name];
        Directory.CreateDirectory(folder);
        File.WriteAllText(
            Path.Combine(folder, "config.json"), TinyTransformer.Config.Replace("\"max_position_embeddings\":5", "\"max_position_embeddings\":16", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(folder, "vocab.txt"), "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nthey\nmeow\n");
        File.WriteAllBytes(
            Path.Combine(folder, "model.safetensors"),
            SafetensorsBytes.Of(TinyTransformer.Tensors.Select(tensor => tensor.Name == Positions
                ? (tensor.Name, [16, 4], [.. Enumerable.Range(0, 64).Select(i => i / 64f)])
                : tensor)));
        return folder;
    }
}
