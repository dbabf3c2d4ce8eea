using System.Text;
using System.Text.Json.Nodes;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Persistence.Pretrained;
using ContextMemory.MLNet.Text.Pretrained;
using ContextMemory.MLNet.Text.Pretrained.SentencePiece;
using Xunit.Abstractions;

namespace ContextMemory.MLNet.Tests.Text.Pretrained;

public sealed class UnigramTokenizerTests(ITestOutputHelper output)
{
    private static readonly PretrainedTokenizer Usual = Open(UnigramFiles.UsualJson());

    private static IEnumerable<string> Texts =>
        PretrainedTexts.Random(2_000, longest: 12, seed: 1).Concat(Random(2_000))
            .Concat(["", " ", "\t", "  a", "a  ", "▁a ▁▁b", new string('x', 3_000), new string(' ', 3_000) + "cat", "\ud83d", "e\u0301\ud83d\u0301"]);

    [Fact]
    public void Ids_are_those_of_the_reference()
    {
        if (Reference.Skip is not null)
        {
            output.WriteLine($"Skipped: {Reference.Skip}");
            return;
        }

        foreach ((JsonNode? normalizer, JsonNode? words) in UnigramFiles.Forms())
        {
            JsonObject json = UnigramFiles.Json(normalizer, words);
            PretrainedTokenizer tokenizer = Open(json);
            using var reference = new Reference(json);
            foreach (string text in Texts)
            {
                int[] expected = reference.Ids(text);
                int[] found = tokenizer.Ids(text);
                Assert.True(expected.AsSpan().SequenceEqual(found), $"{Escaped(text)} with {normalizer?["type"]}: {string.Join(' ', expected.Select(tokenizer.NameOf))} | {tokenizer.Names(text)}");
            }
        }
    }

    private static string Escaped(string text) => string.Concat(text.Select(unit => unit is > ' ' and < '\u007f' ? $"{unit}" : $"\\u{(int)unit:x4}"));

    [Theory]
    [InlineData("the cat", "the|cat")]
    [InlineData("  the\u3000cat ", "the|cat")]
    [InlineData("zthe", "|z|the")]
    [InlineData("ｔｈｅ cafe\u0301", "ｔｈｅ|cafe\u0301")]
    public void Places_are_without_the_space_before_a_word(string text, string spans)
    {
        var tokenizer = new UnigramTokenizer(
            ["<s>", "</s>", "<unk>", "<pad>", "▁the", "▁cat", "▁café", "▁", "the"],
            [double.NaN, double.NaN, double.NaN, double.NaN, -1, -1, -1, -2, -1],
            -2,
            new SpecialPieces(0, 1, 2, 3, Mask: null),
            CharacterMap.TryRead(UnigramFiles.Map, out _)!,
            UnigramSpaces.Usual);
        Assert.Equal(spans, tokenizer.Spans(text));
    }

    [Fact]
    public void Pieces_are_in_order_and_cover_all_but_spaces()
    {
        foreach ((JsonNode? normalizer, JsonNode? words) in UnigramFiles.Forms())
        {
            PretrainedTokenizer tokenizer = Open(UnigramFiles.Json(normalizer, words));
            foreach (string text in Texts)
            {
                int place = 0;
                foreach (TextPiece piece in tokenizer.Pieces(text))
                {
                    Assert.InRange(piece.Start, place, text.Length);
                    Assert.True(piece.Length >= 0 && !text[place..piece.Start].Any(char.IsAsciiLetterOrDigit), Escaped(text));
                    place = piece.End;
                }

                Assert.InRange(place, 0, text.Length);
            }
        }
    }

    [Fact]
    public void One_character_that_becomes_several_is_the_first_piece()
    {
        List<TextPiece> pieces = Usual.Pieces("a ﷺ");
        Assert.Equal((2, 1), (pieces[1].Start, pieces.Where(piece => piece.Start >= 2).Sum(piece => piece.Length)));
        Assert.Equal(3, pieces[^1].End);
    }

    [Fact]
    public void Names_of_special_pieces_are_ordinary_text() => Assert.DoesNotContain(Usual.Ids("a </s> <pad><mask>"), id => id == Usual.End || id == Usual.Padding || id == Usual.Mask);

    [Fact]
    public void Codes_of_a_stream_are_those_of_the_text()
    {
        foreach ((JsonNode? normalizer, JsonNode? words) in UnigramFiles.Forms())
        {
            var coder = new PretrainedCoder(Open(UnigramFiles.Json(normalizer, words)), segmentLength: 64);
            string text = "\n" + string.Join("", Random(3_000)) + string.Join(" ", PretrainedTexts.Random(1_500, longest: 12, seed: 3));
            List<int> expected = [.. coder.Encode(text)];
            foreach (int longest in (int[])[3, 600, 100_000])
            {
                var stream = coder.OpenStream();
                var codes = new List<int>();
                foreach (string piece in Cuts.Cut(text, longest, seed: (ulong)longest))
                {
                    stream.Add(piece, codes);
                }

                stream.End(codes);
                Assert.Equal(expected, codes);
            }
        }
    }

    [Fact]
    public void The_file_of_SentencePiece_gives_the_same_tokenizer()
    {
        PretrainedTokenizer tokenizer = Open(UnigramFiles.Model(), """{"tokenizer_class": "XLMRobertaTokenizerFast"}""");
        Assert.Equal((Usual.Special, Usual.Description), (tokenizer.Special, tokenizer.Description));
        Assert.Equal(new SpecialPieces(0, 2, 3, 1, UnigramFiles.Pieces.Length + 1), tokenizer.Special);
        foreach (string text in Texts)
        {
            Assert.Equal(Usual.Pieces(text), tokenizer.Pieces(text));
        }
    }

    [Fact]
    public void CamemBERT_has_ids_of_its_own()
    {
        string folder = Folder(UnigramFiles.Model());
        File.WriteAllText(Path.Combine(folder, "config.json"), """{"model_type": "camembert"}""");
        PretrainedTokenizer tokenizer = TokenizerFolder.Open(folder);
        Assert.Equal(new SpecialPieces(5, 6, 3, 1, UnigramFiles.Pieces.Length + 4), tokenizer.Special);
        Assert.Equal(("<s>NOTUSED", UnigramFiles.Pieces[3].Name, "<mask>"), (tokenizer.NameOf(0), tokenizer.NameOf(7), tokenizer.NameOf(tokenizer.Mask!.Value)));
        Assert.Equal(Usual.Ids("the cat").Select(Usual.NameOf), tokenizer.Ids("the cat").Select(tokenizer.NameOf));
    }

    [Theory]
    [InlineData("model.byte_fallback", "true", "model.byte_fallback (true) is not supported")]
    [InlineData("model.unk_id", "null", "model.unk_id is null; expected is a number from 0 to")]
    [InlineData("model.vocab", "[]", "model.vocab is a list; expected is a list of pieces with their scores")]
    [InlineData("model.vocab", "[[\"a\"]]", "model.vocab[0] is a list; expected is a piece and its score")]
    [InlineData("model.vocab", "[[\"<s>\", \"b\"]]", "is \"b\"; expected is a number")]
    [InlineData("pre_tokenizer.prepend_scheme", "\"first\"", "pre_tokenizer.prepend_scheme (\"first\") is not supported. Supported is \"always\"")]
    [InlineData("pre_tokenizer.split", "false", "pre_tokenizer.split (false) is not supported")]
    [InlineData("pre_tokenizer.replacement", "\"_\"", "pre_tokenizer.replacement (\"_\") is not supported. Supported is '▁'")]
    [InlineData("pre_tokenizer", "null", "pre_tokenizer (null) is not supported. Supported is Metaspace")]
    [InlineData("pre_tokenizer", """{"type": "Sequence", "pretokenizers": [{"type": "Digits"}, {"type": "Metaspace"}]}""", "pre_tokenizer (\"Sequence\") is not supported")]
    [InlineData("normalizer", """{"type": "NFKC"}""", "normalizer (\"NFKC\") is not supported. Supported are Precompiled, Strip and Replace")]
    [InlineData("normalizer", """{"type": "Sequence", "normalizers": [{"type": "Lowercase"}]}""", "normalizer.normalizers[0] (\"Lowercase\") is not supported")]
    [InlineData("normalizer", """{"type": "Precompiled", "precompiled_charsmap": "AAAA"}""", "normalizer.precompiled_charsmap has 3 bytes, of which its trie should have")]
    [InlineData("normalizer", """{"type": "Precompiled", "precompiled_charsmap": "?"}""", "normalizer.precompiled_charsmap is \"?\"; expected is a text in base 64")]
    [InlineData("normalizer", """{"type": "Replace", "pattern": {"Regex": "a"}, "content": " "}""", "normalizer (\"Replace\") is not supported. Supported is ' {2,}' by a space")]
    [InlineData("normalizer", """{"type": "Strip", "strip_left": true, "strip_right": true}""", "normalizer (\"Strip\") is not supported. Supported is strip_right alone")]
    public void What_is_not_supported_is_refused_by_its_name(string field, string value, string message)
    {
        JsonObject json = UnigramFiles.UsualJson();
        JsonObject parent = json;
        string[] path = field.Split('.');
        foreach (string name in path[..^1])
        {
            parent = parent[name]!.AsObject();
        }

        parent[path[^1]] = JsonNode.Parse(value);
        json["added_tokens"] = new JsonArray();
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Open(json)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_files_are_opened_or_refused_in_words()
    {
        Mutations.Survive([("tokenizer.json", Encoding.UTF8.GetBytes(UnigramFiles.UsualJson().ToJsonString()))], count: 2_000, Use);
        Mutations.Survive([("spiece.model", UnigramFiles.Model()), ("config.json", """{"model_type": "xlm-roberta"}"""u8.ToArray())], count: 2_000, Use);

        static void Use(PretrainedTokenizer tokenizer) => tokenizer.Ids("the ｃａｔ cafe\u0301 \ufdfa 日本 unaffable");
    }

    private static IEnumerable<string> Random(int count)
    {
        string[] parts =
        [
            " ", "the", "cat", "unaffable", "cafe", "e", "\u0301", "\u0300", "\u0344", "Ａ", "ｂ", "\u00a0", "\u0e33", "\u0600", "ﬁ", "ﷺ", "½", "´", "  ", "\u3000", "日本", "語", "▁", "\t", "\r\n",
            "x", "zz", "👍", "𝒳", "\u200d", "2024", "\u00ad", "\ufdd0", "é", "mat", "ab", "le", "naïve", "\u0308", ".",
        ];
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

    private static PretrainedTokenizer Open(JsonObject json) => TokenizerFolder.Open(TokenizerFiles.Folder(("tokenizer.json", json.ToJsonString())));

    private static PretrainedTokenizer Open(byte[] model, string settings)
    {
        string folder = Folder(model);
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), settings);
        return TokenizerFolder.Open(folder);
    }

    private static string Folder(byte[] model)
    {
        string folder = TokenizerFiles.Folder();
        File.WriteAllBytes(Path.Combine(folder, "sentencepiece.bpe.model"), model);
        return folder;
    }
}
