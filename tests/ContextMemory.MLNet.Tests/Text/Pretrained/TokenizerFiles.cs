using System.Text.Json.Nodes;
using ContextMemory.MLNet.Text.Pretrained;

namespace ContextMemory.MLNet.Tests.Text.Pretrained;

/// <summary>Files of tokenizers as published models have them.</summary>
internal static class TokenizerFiles
{
    /// <summary>A tokenizer.json of BERT.</summary>
    public static JsonObject WordPieceJson(IReadOnlyList<string> vocabulary, BertNormalization normalization)
    {
        var ids = new JsonObject();
        for (int id = 0; id < vocabulary.Count; id++)
        {
            ids[vocabulary[id]] = id;
        }

        return new JsonObject
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = new JsonArray(),
            ["normalizer"] = new JsonObject
            {
                ["type"] = "BertNormalizer",
                ["clean_text"] = normalization.CleanText,
                ["handle_chinese_chars"] = normalization.SplitIdeographs,
                ["strip_accents"] = normalization.StripAccents,
                ["lowercase"] = normalization.LowerCase,
            },
            ["pre_tokenizer"] = new JsonObject { ["type"] = "BertPreTokenizer" },
            ["post_processor"] = null,
            ["decoder"] = null,
            ["model"] = new JsonObject
            {
                ["type"] = "WordPiece",
                ["unk_token"] = "[UNK]",
                ["continuing_subword_prefix"] = "##",
                ["max_input_chars_per_word"] = 100,
                ["vocab"] = ids,
            },
        };
    }

    /// <summary>A new folder with these files.</summary>
    public static string Folder(params ReadOnlySpan<(string Name, string Content)> files)
    {
        string folder = Directory.CreateTempSubdirectory("tokenizer").FullName;
        foreach ((string name, string content) in files)
        {
            File.WriteAllText(Path.Combine(folder, name), content);
        }

        return folder;
    }
}
