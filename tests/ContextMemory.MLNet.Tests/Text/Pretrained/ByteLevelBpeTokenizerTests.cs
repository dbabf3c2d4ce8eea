using System.Text;
using System.Text.Json.Nodes;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Persistence.Pretrained;
using ContextMemory.MLNet.Text.Pretrained;
using Xunit.Abstractions;

namespace ContextMemory.MLNet.Tests.Text.Pretrained;

public sealed class ByteLevelBpeTokenizerTests(ITestOutputHelper output)
{
    private static readonly BpeTraining Training = new(
        "The cat's unaffable café, they're sure it'll be 1000 or 2024 日本語 日本 naïve naïve 👍👍 Don't don't! the the  cat   sat\n\non the mat --- --- ======", merges: 90);

    private static readonly PretrainedTokenizer Plain = Open(Training.Json(addPrefixSpace: false));
    private static readonly PretrainedTokenizer Spaced = Open(Training.Json(addPrefixSpace: true));

    private static IEnumerable<string> Texts => PretrainedTexts.Random(3_000, longest: 12, seed: 1)
        .Concat(Random(3_000)).Concat([new string('=', 2_000), new string(' ', 2_000) + "cat", new string('a', 2_000), "", " ", "\n cat"]);

    [Fact]
    public void Ids_are_those_of_the_plain_way()
    {
        foreach (string text in Texts.Where(text => !text.Any(char.IsSurrogate)))
        {
            Assert.Equal(Training.Ids(text), Plain.Ids(text));
            Assert.Equal(Training.Ids(text.Length == 0 || text[0] == ' ' ? text : " " + text), Spaced.Ids(text));
        }
    }

    [Fact]
    public void Ids_are_those_of_the_reference()
    {
        if (Reference.Skip is not null)
        {
            output.WriteLine($"Skipped: {Reference.Skip}");
            return;
        }

        foreach (bool addPrefixSpace in (bool[])[false, true])
        {
            using var reference = new Reference(Training.Json(addPrefixSpace));
            foreach (string text in Texts)
            {
                Assert.Equal(reference.Ids(text), (addPrefixSpace ? Spaced : Plain).Ids(text));
            }
        }
    }

    [Theory]
    [InlineData("the cat  cat\n", "the|cat| |cat|\n")]
    [InlineData(" the", "the")]
    public void Places_are_without_the_space_before_a_word(string text, string spans)
    {
        Assert.Equal(spans, string.Join('|', Words(Plain, text)));
        Assert.Equal(spans, string.Join('|', Words(Spaced, text)));
    }

    [Fact]
    public void Pieces_are_in_order_and_cover_all_but_spaces()
    {
        foreach (PretrainedTokenizer tokenizer in (PretrainedTokenizer[])[Plain, Spaced])
        {
            foreach (string text in Texts)
            {
                int place = 0;
                foreach (TextPiece piece in tokenizer.Pieces(text))
                {
                    Assert.InRange(piece.Start, place, text.Length);
                    Assert.True(text[place..piece.Start] is "" or " ");
                    place = piece.End;
                }

                Assert.Equal(text.Length, place);
            }
        }
    }

    [Fact]
    public void The_first_piece_of_a_character_has_its_place()
    {
        string text = "x\u20ac";
        Assert.Equal([(0, 1), (1, 1), (2, 0), (2, 0)], Plain.Pieces(text).Select(piece => (piece.Start, piece.Length)));
    }

    [Fact]
    public void Both_ways_to_merge_give_the_same()
    {
        MergeTable merges = ((ByteLevelBpeTokenizer)Plain).Merges;
        var random = new RandomStream(4);
        for (int i = 0; i < 2_000; i++)
        {
            int[] ids = [.. Enumerable.Range(0, 1 + random.NextInteger(150)).Select(_ => merges.Merges[random.NextInteger(merges.Merges.Count)].Left)];
            int[] lengths = [.. ids.Select(_ => 1)];
            (int[] otherIds, int[] otherLengths) = ([.. ids], [.. lengths]);
            int count = merges.ApplyByScan(ids, lengths);
            Assert.Equal(count, merges.ApplyByQueue(otherIds, otherLengths));
            Assert.Equal(ids[..count], otherIds[..count]);
            Assert.Equal(lengths[..count], otherLengths[..count]);
        }
    }

    [Fact]
    public void Codes_of_a_stream_are_those_of_the_text()
    {
        foreach (PretrainedTokenizer tokenizer in (PretrainedTokenizer[])[Plain, Spaced])
        {
            var coder = new PretrainedCoder(tokenizer, segmentLength: 64);
            string text = "\n" + string.Join("", Random(4_000));
            foreach (int longest in (int[])[3, 600, 100_000])
            {
                var stream = coder.OpenStream();
                var codes = new List<int>();
                foreach (string piece in Cuts.Cut(text, longest, seed: (ulong)longest))
                {
                    stream.Add(piece, codes);
                }

                stream.End(codes);
                Assert.Equal(coder.Encode(text), codes);
            }
        }
    }

    [Fact]
    public void The_older_files_give_the_same_tokenizer()
    {
        string folder = TokenizerFiles.Folder(("vocab.json", Training.Vocabulary.ToJsonString()), ("merges.txt", Training.MergesText));
        PretrainedTokenizer tokenizer = TokenizerFolder.Open(folder);
        Assert.Equal((Plain.Special, Plain.Description), (tokenizer.Special, tokenizer.Description));
        Assert.Equal(new SpecialPieces(0, 2, 3, 1, Training.Pieces.Length - 1), tokenizer.Special);
        Assert.Equal(Plain.Ids("The cat's café"), tokenizer.Ids("The cat's café"));
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), """{"add_prefix_space": true, "tokenizer_class": "RobertaTokenizer"}""");
        Assert.Equal(Spaced.Ids("The cat's café"), TokenizerFolder.Open(folder).Ids("The cat's café"));
    }

    [Theory]
    [InlineData("a b c\n", "line 1: 'a b c' is no merge")]
    [InlineData("#version: 0.2\nqq q\n", "line 2: the vocabulary has no piece 'qq'")]
    [InlineData("q z\n", "line 1: the vocabulary has no piece 'qz'")]
    public void Merges_of_other_vocabularies_are_refused(string merges, string message)
    {
        string folder = TokenizerFiles.Folder(("vocab.json", Training.Vocabulary.ToJsonString()), ("merges.txt", merges));
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => TokenizerFolder.Open(folder)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model", "byte_fallback", "true", "model.byte_fallback (true) is not supported")]
    [InlineData("model", "dropout", "0.1", "model.dropout (0.1) is not supported")]
    [InlineData("model", "end_of_word_suffix", "\"</w>\"", "model.end_of_word_suffix")]
    [InlineData("model", "merges", "[[\"a\"]]", "model.merges[0] is a list; expected is two pieces")]
    [InlineData("model", "vocab", "{\"<s>\": 0, \"</s>\": 1, \"<pad>\": 2, \"<unk>\": 3}", "lacks pieces of single bytes")]
    [InlineData("pre_tokenizer", "use_regex", "false", "pre_tokenizer.use_regex (false) is not supported")]
    [InlineData("pre_tokenizer", "type", "\"Metaspace\"", "pre_tokenizer (\"Metaspace\") is not supported")]
    public void What_is_not_supported_is_refused_by_its_name(string part, string field, string value, string message)
    {
        JsonObject json = Training.Json(addPrefixSpace: false);
        json[part]![field] = JsonNode.Parse(value);
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Open(json)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_files_are_opened_or_refused_in_words()
    {
        Mutations.Survive([("vocab.json", Training.Vocabulary.ToJsonString()), ("merges.txt", Training.MergesText)], count: 1_000, tokenizer => tokenizer.Ids("The cat's café"));
        Mutations.Survive([("tokenizer.json", Training.Json(addPrefixSpace: true).ToJsonString())], count: 1_000, tokenizer => tokenizer.Ids("The cat's café"));
    }

    private static IEnumerable<string> Random(int count)
    {
        string[] parts = [" ", "the", "cat", "'s", "'", "'ll", "  ", "\n", "12", "3", "é", "日本", "--", "=", "Don't", ".", "\u00a0", "naïve", "x\u0301", "ab", "mat"];
        var random = new RandomStream(2);
        for (int i = 0; i < count; i++)
        {
            var text = new StringBuilder();
            for (int left = random.NextInteger(15); left > 0; left--)
            {
                text.Append(parts[random.NextInteger(parts.Length)]);
            }

            yield return text.ToString();
        }
    }

    private static IEnumerable<string> Words(PretrainedTokenizer tokenizer, string text) =>
        tokenizer.Pieces(text).Where(piece => piece.Length > 0).Select(piece => text.Substring(piece.Start, piece.Length));

    private static PretrainedTokenizer Open(JsonObject json) => TokenizerFolder.Open(TokenizerFiles.Folder(("tokenizer.json", json.ToJsonString())));
}
