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
    private static readonly string[] SpacedPieces = CreateSpacedPieces();
    private static readonly Lazy<string> Bert = new(() => Write("bert", Pieces, firstPosition: 0, tokenTypes: 2));
    private static readonly Lazy<string> Roberta = new(() => Write("xlm-roberta", SpacedPieces, firstPosition: 2, tokenTypes: 1));

    public static string Folder => Bert.Value;

    /// <summary>The same as XLM-RoBERTa: with a tokenizer of SentencePiece, and positions that begin behind that of the padding.</summary>
    public static string XlmRoberta => Roberta.Value;

    /// <summary>Lets a tagger's tokens be cut into its pieces. Returns the transformer that reads them, all of which learns, and an encoder with room for its vectors.</summary>
    public static (PretrainedOptions Transformer, EncoderOptions Encoder) ReadPieces(EntityCoder coder, EncoderOptions encoder)
    {
        using PretrainedStart start = PretrainedStart.Open(
            new PretrainedOptions { Path = Folder, Dropout = 0, TrainsVocabulary = true, SegmentLength = 16, SegmentOverlap = 5 }, new TrainingOptions())!;
        coder.Pieces = new PieceCoder(start.Tokenizer, start.Coder.TableRows, start.Encoder.SegmentOverlap);
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

    private static string[] CreateSpacedPieces()
    {
        string characters = "abcdefghijklmnopqrstuvwxyz0123456789.,!?";
        return ["<s>", "<pad>", "</s>", "<unk>", "▁", .. characters.Select(character => $"{character}"), .. characters.Select(character => $"▁{character}"), "<mask>"];
    }

    // Under a name of its own: test processes run side by side.
    private static string Write(string architecture, string[] pieces, int firstPosition, int tokenTypes)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "tiny-pretrained", $"{Environment.ProcessId}", architecture);
        Directory.CreateDirectory(folder);
        if (architecture == "bert")
        {
            File.WriteAllLines(Path.Combine(folder, "vocab.txt"), pieces);
        }
        else
        {
            File.WriteAllText(Path.Combine(folder, "tokenizer.json"), UnigramJson(pieces));
        }

        File.WriteAllText(
            Path.Combine(folder, "config.json"),
            $$"""
            {"model_type":"{{architecture}}","vocab_size":{{pieces.Length}},"hidden_size":{{HiddenSize}},"num_hidden_layers":{{Layers}},"num_attention_heads":2,
             "intermediate_size":{{FeedForwardSize}},"max_position_embeddings":{{Positions + firstPosition}},"type_vocab_size":{{tokenTypes}},"layer_norm_eps":1e-12,"hidden_act":"gelu","pad_token_id":{{Math.Max(0, firstPosition - 1)}}}
            """);
        using FileStream weights = File.Create(Path.Combine(folder, "model.safetensors"));
        SafetensorsWriter.Write(weights, [.. Tensors(pieces.Length, Positions + firstPosition, tokenTypes)]);
        return folder;
    }

    private static string UnigramJson(string[] pieces)
    {
        string vocabulary = string.Join(',', pieces.Select((piece, id) => $"[\"{piece}\",{(id < 4 ? 0 : -2)}]"));
        return $$"""
            {"version":"1.0","truncation":null,"padding":null,"added_tokens":[],"post_processor":null,"decoder":null,
             "normalizer":{"type":"Sequence","normalizers":[
               {"type":"Strip","strip_left":false,"strip_right":true},
               {"type":"Replace","pattern":{"Regex":" {2,}"},"content":"▁"}]},
             "pre_tokenizer":{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true},
             "model":{"type":"Unigram","unk_id":3,"vocab":[{{vocabulary}}]}
            }
            """;
    }

    private static IEnumerable<NamedValues> Tensors(int pieces, int positions, int tokenTypes)
    {
        var random = new RandomStream(1);
        yield return Table("word_embeddings", pieces);
        yield return Table("position_embeddings", positions);
        yield return Table("token_type_embeddings", tokenTypes);
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
