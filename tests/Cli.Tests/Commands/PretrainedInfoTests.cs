using ContextMemory.MLNet.Cli.Tests.Support;
using ContextMemory.MLNet.Tests.Support;

namespace ContextMemory.MLNet.Cli.Tests.Commands;

public sealed class PretrainedInfoTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public void A_folder_says_what_it_holds()
    {
        TinyTransformer.Write(_folder.Path, TinyTransformer.Config, name => "bert." + name);
        _folder.Write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\na\n");
        _folder.Write("sentence_bert_config.json", """{"max_seq_length":4}""");
        _folder.Write("modules.json", """[{"path":"","type":"a.Transformer"},{"path":"pool","type":"a.Pooling"},{"path":"norm","type":"a.Normalize"}]""");
        Directory.CreateDirectory(_folder["pool"]);
        _folder.Write("pool/config.json", """{"pooling_mode_mean_tokens":true}""");
        long bytes = new FileInfo(_folder["model.safetensors"]).Length;

        // Tables, the first normalization, and per layer four square matrices, two of the feed-forward part, biases and two normalizations.
        const int Parameters = (7 + 5 + 2 + 2) * 4 + 2 * (4 * (4 * 4 + 4) + 2 * 4 * 6 + 6 + 4 + 4 * 4);
        Assert.Equal(
            [
                $"folder            {_folder.Path}",
                "architecture      bert",
                "vocabulary        7 pieces, vocab.txt",
                "tokenizer         WordPiece, 5 pieces, lower case",
                "layers            2, hidden 4, 2 heads, feed-forward 6 (gelu)",
                "positions         5",
                "maximum tokens    4",
                "pooling           mean, normalized",
                $"parameters        {Parameters}",
                "type of weights   F32",
                $"files of weights  model.safetensors, {bytes:N0} bytes",
            ],
            Run.Succeeds("pretrained", "info", _folder.Path).OutputLines);
    }

    [Fact]
    public void What_a_folder_does_not_say_is_told()
    {
        TinyTransformer.Write(_folder.Path, TinyTransformer.DistilledConfig, name => name);

        string[] lines = Run.Succeeds("pretrained", "info", _folder["model.safetensors"]).OutputLines;

        Assert.Contains("maximum tokens    not said", lines);
        Assert.Contains("pooling           not said", lines);
        Assert.Contains("vocabulary        7 pieces, no file that is known", lines);
        Assert.Contains("tokenizer         not said", lines);
    }

    [Fact]
    public void A_fault_is_told()
    {
        TinyTransformer.Write(_folder.Path, TinyTransformer.Config.Replace("\"bert\"", "\"t5\"", StringComparison.Ordinal), name => name);

        Assert.StartsWith($"'{_folder["config.json"]}': the model is of type 't5'", Run.Fails("pretrained", "info", _folder.Path), StringComparison.Ordinal);
        TinyTransformer.Write(_folder.Path, TinyTransformer.Config, name => name);
        _folder.Write("vocab.txt", "a\n");
        Assert.Contains("lacks the special pieces [CLS], [SEP], [UNK], [PAD]", Run.Fails("pretrained", "info", _folder.Path), StringComparison.Ordinal);
        Assert.StartsWith("There is no folder or file 'no/where'", Run.Fails("pretrained", "info", "no/where"), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
