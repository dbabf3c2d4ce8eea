using System.Text.Json.Nodes;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Text.Pretrained;

/// <summary>A small unigram model of SentencePiece, in the forms of files that published models have.</summary>
internal static class UnigramFiles
{
    private const string Text =
        "the cat sat on the mat cafe café unaffable affable able naïve don't they're 1000 2024 日本語 日本 本 한국 हिन्दी العربية fi ﬁ TM VIII é è a b x . , ! ' - 👍 A B";

    /// <summary>What is replaced: a small part of what files have, which is NFKC.</summary>
    public static readonly IReadOnlyDictionary<string, string> Rules = CreateRules();

    /// <summary>The pieces of the file, the special ones first, and their scores, many of which are equal.</summary>
    public static readonly (string Name, float Score)[] Pieces = CreatePieces();

    public static byte[] Map { get; } = CharacterMapBytes.Write(Rules);

    private static JsonObject Precompiled => new() { ["type"] = "Precompiled", ["precompiled_charsmap"] = Convert.ToBase64String(Map) };

    private static JsonObject Metaspace => new() { ["type"] = "Metaspace", ["replacement"] = "▁", ["prepend_scheme"] = "always", ["split"] = true };

    /// <summary>The parts that tokenizer.json has had for these models over the years.</summary>
    public static IEnumerable<(JsonNode? Normalizer, JsonNode? Words)> Forms()
    {
        JsonObject oldMetaspace = new() { ["type"] = "Metaspace", ["replacement"] = "▁", ["str_rep"] = "▁", ["add_prefix_space"] = true };
        JsonObject split = new()
        {
            ["type"] = "Sequence",
            ["pretokenizers"] = new JsonArray(new JsonObject { ["type"] = "WhitespaceSplit" }, oldMetaspace),
        };
        yield return (Precompiled, split);
        yield return (Sequence(Precompiled, Replace(" ")), split.DeepClone());
        yield return (Sequence(Precompiled, Replace(" ")), Metaspace);
        yield return (Sequence(Precompiled, Strip(), Replace("▁")), Metaspace);
        yield return (Precompiled, Metaspace);
        yield return (Sequence(Strip(), Replace("▁")), Metaspace);
        yield return (null, split.DeepClone());
        yield return (null, Metaspace);
    }

    /// <summary>A tokenizer.json of XLM-RoBERTa, as it is made of the file.</summary>
    public static JsonObject Json(JsonNode? normalizer, JsonNode? words)
    {
        (string Name, float Score)[] pieces = [("<s>", 0), ("<pad>", 0), ("</s>", 0), ("<unk>", 0), .. Pieces[3..], ("<mask>", 0)];
        int[] special = [0, 1, 2, 3, pieces.Length - 1];
        return new JsonObject
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = new JsonArray([.. special.Select(id => Special(id, pieces[id].Name))]),
            ["normalizer"] = normalizer,
            ["pre_tokenizer"] = words,
            ["post_processor"] = null,
            ["decoder"] = null,
            ["model"] = new JsonObject
            {
                ["type"] = "Unigram",
                ["unk_id"] = 3,
                ["vocab"] = new JsonArray([.. pieces.Select(piece => new JsonArray(piece.Name, (double)piece.Score))]),
            },
        };
    }

    public static JsonObject UsualJson() => Json(Sequence(Precompiled, Strip(), Replace("▁")), Metaspace);

    /// <summary>The file of SentencePiece.</summary>
    /// <param name="training">Further settings of the training.</param>
    /// <param name="normalization">Further settings of the normalization.</param>
    /// <param name="more">Further parts.</param>
    public static byte[] Model(Action<ProtobufBytes>? training = null, Action<ProtobufBytes>? normalization = null, Action<ProtobufBytes>? more = null)
    {
        var model = new ProtobufBytes();
        for (int i = 0; i < Pieces.Length; i++)
        {
            ProtobufBytes piece = new ProtobufBytes().Text(1, Pieces[i].Name).Single(2, Pieces[i].Score);
            model.Message(1, i < 3 ? piece.Varint(3, i == 0 ? 2 : 3) : piece);
        }

        ProtobufBytes trainer = new ProtobufBytes().Varint(3, 1).Varint(4, Pieces.Length);
        training?.Invoke(trainer);
        ProtobufBytes normalizer = new ProtobufBytes().Text(1, "nmt_nfkc").Bytes(2, Map).Varint(3, 1).Varint(4, 1);
        normalization?.Invoke(normalizer);
        model.Message(2, trainer).Message(3, normalizer);
        more?.Invoke(model);
        return model.ToArray();
    }

    private static JsonObject Special(int id, string name) => new()
    {
        ["id"] = id,
        ["content"] = name,
        ["single_word"] = false,
        ["lstrip"] = false,
        ["rstrip"] = false,
        ["normalized"] = false,
        ["special"] = true,
    };

    private static JsonObject Sequence(params JsonNode[] parts) => new() { ["type"] = "Sequence", ["normalizers"] = new JsonArray(parts) };

    private static JsonObject Strip() => new() { ["type"] = "Strip", ["strip_left"] = false, ["strip_right"] = true };

    private static JsonObject Replace(string content) =>
        new() { ["type"] = "Replace", ["pattern"] = new JsonObject { ["Regex"] = " {2,}" }, ["content"] = content };

    private static Dictionary<string, string> CreateRules()
    {
        var rules = new Dictionary<string, string>
        {
            ["\t"] = " ",
            ["\n"] = " ",
            ["\r"] = " ",
            ["\u00a0"] = " ",
            ["\u3000"] = " ",
            ["\u2028"] = " ",
            ["\ufeff"] = "",
            ["\0"] = "",
            ["\u00ad"] = "",
            ["\ufffd"] = " ",
            ["e\u0301"] = "é",
            ["e\u0300"] = "è",
            ["É"] = "É",
            ["ﬁ"] = "fi",
            ["™"] = "TM",
            ["Ⅷ"] = "VIII",
            ["½"] = "1⁄2",
            ["´"] = " \u0301",
            ["\u0344"] = "\u0308\u0301",
            ["K"] = "K",
            ["Å"] = "Å",
            ["𝒳"] = "X",
            ["か\u3099"] = "が",
            ["豈"] = "豈",
            ["\u0340"] = "\u0300",
            ["\u1112\u1161\u11ab"] = "한",
            ["ﷺ"] = "صلى الله عليه وسلم",
            ["\u0374"] = "ʹ",
        };
        for (char wide = '\uff01'; wide <= '\uff5e'; wide++)
        {
            rules[$"{wide}"] = $"{(char)(wide - 0xFEE0)}";
        }

        return rules;
    }

    private static (string Name, float Score)[] CreatePieces()
    {
        var random = new RandomStream(3);
        IEnumerable<string> parts = Text.Split(' ').Select(word => "▁" + word)
            .SelectMany(word => Enumerable.Range(0, word.Length).SelectMany(start => Enumerable.Range(1, Math.Min(6, word.Length - start)).Select(length => word.Substring(start, length))));
        string[] left = [.. parts.Where(part => !char.IsLowSurrogate(part[0]) && !char.IsHighSurrogate(part[^1])).Distinct().Where(part => part is "▁" || random.NextInteger(4) > 0)];
        return [("<unk>", 0), ("<s>", 0), ("</s>", 0), .. left.Select(part => (part, -1.5f * part.Length - 0.5f * random.NextInteger(8)))];
    }
}
