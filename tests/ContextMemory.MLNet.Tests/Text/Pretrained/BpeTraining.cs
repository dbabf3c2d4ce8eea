using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ContextMemory.MLNet.Text.Pretrained;

namespace ContextMemory.MLNet.Tests.Text.Pretrained;

/// <summary>A byte-level BPE learned from a text in the plainest way, and what it makes of texts, computed as plainly.</summary>
internal sealed class BpeTraining
{
    private static readonly Regex Words = new(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+", RegexOptions.CultureInvariant);

    /// <param name="text">What is learned from.</param>
    /// <param name="merges">How many merges, at most: until each word is one piece.</param>
    public BpeTraining(string text, int merges)
    {
        List<List<string>> words = [.. Words.Matches(text).Select(word => Bytes(word.Value))];
        while (Merges.Count < merges && words.Exists(word => word.Count > 1))
        {
            (string, string) best = words.SelectMany(word => word.Zip(word.Skip(1))).CountBy(pair => pair)
                .OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key.First + " " + pair.Key.Second, StringComparer.Ordinal).First().Key;
            Merges.Add(best);
            words.ForEach(word => Merge(word, best));
        }

        IEnumerable<string> single = ByteAlphabet.Characters.Select(character => character.ToString());
        Pieces = [.. (string[])["<s>", "<pad>", "</s>", "<unk>", .. single, .. Merges.Select(pair => pair.Left + pair.Right), "<mask>"]];
        Pieces = [.. Pieces.Distinct()];
    }

    public List<(string Left, string Right)> Merges { get; } = [];

    public string[] Pieces { get; }

    public string MergesText => "#version: 0.2\n" + string.Concat(Merges.Select(pair => $"{pair.Left} {pair.Right}\n"));

    public JsonObject Vocabulary
    {
        get
        {
            var ids = new JsonObject();
            for (int id = 0; id < Pieces.Length; id++)
            {
                ids[Pieces[id]] = id;
            }

            return ids;
        }
    }

    /// <summary>The tokenizer.json of RoBERTa.</summary>
    public JsonObject Json(bool addPrefixSpace) => new()
    {
        ["version"] = "1.0",
        ["truncation"] = null,
        ["padding"] = null,
        ["added_tokens"] = new JsonArray(),
        ["normalizer"] = null,
        ["pre_tokenizer"] = new JsonObject { ["type"] = "ByteLevel", ["add_prefix_space"] = addPrefixSpace, ["trim_offsets"] = true, ["use_regex"] = true },
        ["post_processor"] = null,
        ["decoder"] = null,
        ["model"] = new JsonObject
        {
            ["type"] = "BPE",
            ["dropout"] = null,
            ["unk_token"] = null,
            ["continuing_subword_prefix"] = "",
            ["end_of_word_suffix"] = "",
            ["fuse_unk"] = false,
            ["vocab"] = Vocabulary,
            ["merges"] = new JsonArray([.. Merges.Select(pair => JsonValue.Create($"{pair.Left} {pair.Right}"))]),
        },
    };

    /// <summary>The ids of a text without characters beyond U+FFFF, which the runtime's regular expressions take for two signs.</summary>
    public int[] Ids(string text)
    {
        var ids = new List<int>();
        foreach (Match match in Words.Matches(text))
        {
            List<string> word = Bytes(match.Value);
            Merges.ForEach(pair => Merge(word, pair));
            ids.AddRange(word.Select(piece => Array.IndexOf(Pieces, piece)));
        }

        return [.. ids];
    }

    private static List<string> Bytes(string text) =>
        [.. Encoding.UTF8.GetBytes(text).Select(value => ByteAlphabet.Characters[value].ToString())];

    private static void Merge(List<string> word, (string Left, string Right) pair)
    {
        for (int i = 0; i + 1 < word.Count; i++)
        {
            if (word[i] == pair.Left && word[i + 1] == pair.Right)
            {
                word[i] += word[i + 1];
                word.RemoveAt(i + 1);
            }
        }
    }
}
