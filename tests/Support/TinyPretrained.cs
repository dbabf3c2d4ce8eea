using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Persistence.Tensors;
using ContextMemory.MLNet.Tasks;
using ContextMemory.MLNet.Tasks.Entities;

namespace ContextMemory.MLNet.Tests.Support;

/// <summary>A folder with a small transformer of random weights that reads letters: 2 layers of size 8 with 2 heads, 32 positions.</summary>
internal static class TinyPretrained
{
    public const int HiddenSize = 8;
    public const int Layers = 2;
    public const int Positions = 32;

    private const int FeedForwardSize = 12;

    private static readonly string[] Pieces = CreatePieces();
    private static readonly Lazy<string> Written = new(Write);

    public static string Folder => Written.Value;

    /// <summary>Lets a tagger's tokens be cut into its pieces. Returns the transformer that reads them, all of which learns, and an encoder with room for its vectors.</summary>
    public static (PretrainedOptions Transformer, EncoderOptions Encoder) ReadPieces(EntityCoder coder, EncoderOptions encoder)
    {
        using PretrainedStart start = PretrainedStart.Open(
            new PretrainedOptions { Path = Folder, Dropout = 0, TrainsVocabulary = true }, new TrainingOptions())!;
        coder.Pieces = new PieceCoder(start.Tokenizer, start.Coder.TableRows);
        return (start.Encoder, encoder with { EmbeddingSize = encoder.EmbeddingSize + HiddenSize });
    }

    private static string[] CreatePieces()
    {
        string characters = "abcdefghijklmnopqrstuvwxyz0123456789";
        return
        [
            "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ".", ",", "!", "?",
            .. characters.Select(character => $"{character}"), .. characters.Select(character => $"##{character}"),
        ];
    }

    // Under a name of its own: test processes run side by side.
    private static string Write()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "tiny-pretrained", $"{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        File.WriteAllLines(Path.Combine(folder, "vocab.txt"), Pieces);
        File.WriteAllText(
            Path.Combine(folder, "config.json"),
            $$"""
            {"model_type":"bert","vocab_size":{{Pieces.Length}},"hidden_size":{{HiddenSize}},"num_hidden_layers":{{Layers}},"num_attention_heads":2,
             "intermediate_size":{{FeedForwardSize}},"max_position_embeddings":{{Positions}},"type_vocab_size":2,"layer_norm_eps":1e-12,"hidden_act":"gelu","pad_token_id":0}
            """);
        using FileStream weights = File.Create(Path.Combine(folder, "model.safetensors"));
        SafetensorsWriter.Write(weights, [.. Tensors()]);
        return folder;
    }

    private static IEnumerable<NamedValues> Tensors()
    {
        var random = new RandomStream(1);
        yield return Table("word_embeddings", Pieces.Length);
        yield return Table("position_embeddings", Positions);
        yield return Table("token_type_embeddings", 2);
        foreach (NamedValues tensor in Norm("embeddings.LayerNorm"))
        {
            yield return tensor;
        }

        for (int layer = 0; layer < Layers; layer++)
        {
            string name = $"encoder.layer.{layer}.";
            NamedValues[] tensors =
            [
                .. Linear($"{name}attention.self.query", HiddenSize, HiddenSize),
                .. Linear($"{name}attention.self.key", HiddenSize, HiddenSize),
                .. Linear($"{name}attention.self.value", HiddenSize, HiddenSize),
                .. Linear($"{name}attention.output.dense", HiddenSize, HiddenSize),
                .. Norm($"{name}attention.output.LayerNorm"),
                .. Linear($"{name}intermediate.dense", FeedForwardSize, HiddenSize),
                .. Linear($"{name}output.dense", HiddenSize, FeedForwardSize),
                .. Norm($"{name}output.LayerNorm"),
            ];
            foreach (NamedValues tensor in tensors)
            {
                yield return tensor;
            }
        }

        NamedValues Table(string name, int rows) => new($"embeddings.{name}.weight", [rows, HiddenSize], Random(rows * HiddenSize));

        NamedValues[] Linear(string name, int outputs, int inputs) =>
            [new($"{name}.weight", [outputs, inputs], Random(outputs * inputs)), new($"{name}.bias", [outputs], Random(outputs))];

        NamedValues[] Norm(string name) =>
            [new($"{name}.weight", [HiddenSize], Enumerable.Repeat(1f, HiddenSize).ToArray()), new($"{name}.bias", [HiddenSize], Random(HiddenSize))];

        float[] Random(int count) => [.. Enumerable.Range(0, count).Select(_ => 0.3f * (float)random.NextGaussian())];
    }
}
