using System.Text.Json.Nodes;
using ContextMemory.MLNet.Persistence.Pretrained;
using ContextMemory.MLNet.Text.Pretrained;

namespace ContextMemory.MLNet.Tests.Text.Pretrained;

public sealed class TokenizerJsonTests
{
    [Fact]
    public void A_tokenizer_of_BERT_is_read()
    {
        foreach (BertNormalization normalization in (BertNormalization[])[PretrainedTexts.Uncased, PretrainedTexts.Cased, PretrainedTexts.Raw])
        {
            WordPieceTokenizer expected = PretrainedTexts.Small(normalization);
            PretrainedTokenizer tokenizer = Open(Bert(normalization));
            Assert.Equal((expected.Special, expected.Description), (tokenizer.Special, tokenizer.Description));
            foreach (string text in PretrainedTexts.Random(200, longest: 30, seed: 1))
            {
                Assert.Equal(expected.Pieces(text), tokenizer.Pieces(text));
            }
        }
    }

    [Fact]
    public void It_counts_before_the_vocabulary_beside_it()
    {
        string folder = TokenizerFiles.Folder(("tokenizer.json", Bert(PretrainedTexts.Cased).ToJsonString()), ("vocab.txt", "other"));
        Assert.Equal("c ##afé", TokenizerFolder.Open(folder).Names("café"));
    }

    [Fact]
    public void Accents_follow_the_case_where_nothing_is_said_of_them()
    {
        JsonObject json = Bert(PretrainedTexts.Uncased);
        json["normalizer"]!["strip_accents"] = null;
        Assert.Equal("cafe", Open(json).Names("CAFÉ"));
        json["normalizer"]!["lowercase"] = false;
        Assert.Equal("c ##afé", Open(json).Names("café"));
    }

    [Fact]
    public void Special_pieces_are_those_of_the_frame_and_the_added_ones()
    {
        JsonObject json = Bert(PretrainedTexts.Uncased);
        int count = PretrainedTexts.Vocabulary.Length;
        json["added_tokens"] = JsonNode.Parse(
            $$"""[{"id": {{count + 1}}, "content": "<s>", "special": true}, {"id": 3, "content": "[SEP]", "special": true, "lstrip": false}]""");
        json["post_processor"] = JsonNode.Parse(
            """{"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A"}}, {"SpecialToken": {"id": "[SEP]"}}]}""");
        PretrainedTokenizer tokenizer = Open(json);
        Assert.Equal((count + 1, 3, count + 2, ""), (tokenizer.Start, tokenizer.End, tokenizer.VocabularySize, tokenizer.NameOf(count)));
        json["post_processor"] = JsonNode.Parse("""{"type": "BertProcessing", "sep": ["cat", 15], "cls": ["<s>", 5]}""");
        Assert.Equal("cat", Open(json).NameOf(Open(json).End));
    }

    [Theory]
    [InlineData("normalizer", """{"type": "NFC"}""", """normalizer ("NFC") is not supported""")]
    [InlineData("normalizer", "null", "normalizer (null) is not supported")]
    [InlineData("normalizer.lowercase", "3", "normalizer.lowercase is 3; expected is true or false")]
    [InlineData("normalizer.other", "3", "normalizer.other (3) is not supported")]
    [InlineData("pre_tokenizer", """{"type": "Whitespace"}""", """pre_tokenizer ("Whitespace") is not supported""")]
    [InlineData("other", "{}", "other (an object) is not supported")]
    [InlineData("model.type", "\"WordLevel\"", """model ("WordLevel") is not supported""")]
    [InlineData("model.vocab", "7", "model.vocab is 7; expected is a list or an object")]
    [InlineData("model.vocab.cat", "0", "model.vocab.cat is 0, which '[PAD]' has already")]
    [InlineData("model.vocab.cat", "2000000000", "model.vocab.cat is 2000000000; expected is a number from 0 to")]
    [InlineData("model.vocab.cat", "1.5", "model.vocab.cat is 1.5; expected is a number from 0 to")]
    [InlineData("model.max_input_chars_per_word", "0", "model.max_input_chars_per_word is 0; expected is a number from 1 to 1000")]
    [InlineData("model.unk_token", "\"<unk>\"", "lacks the special pieces <unk>")]
    [InlineData("added_tokens", """[{"id": 1, "content": "a", "special": false}]""", "added_tokens[0] is 'a', which is no special piece")]
    [InlineData("added_tokens", """[{"id": 1, "content": "a", "special": true}]""", "added_tokens[0] is 1, which '[UNK]' has already")]
    [InlineData("added_tokens", """[{"id": 1, "special": true}]""", "added_tokens[0].content is missing; expected is a text")]
    [InlineData("post_processor", """{"type": "Sequence"}""", """post_processor ("Sequence") is not supported""")]
    [InlineData("post_processor", """{"type": "TemplateProcessing", "single": [{"Sequence": {"id": "A"}}]}""", "post_processor.single is no special piece")]
    [InlineData("post_processor", """{"type": "BertProcessing", "sep": [], "cls": []}""", "post_processor.cls is a list; expected is a piece and its id")]
    public void What_is_not_known_is_refused_by_its_name(string field, string value, string message)
    {
        JsonObject json = Bert(PretrainedTexts.Uncased);
        JsonObject parent = json;
        string[] path = field.Split('.');
        foreach (string name in path[..^1])
        {
            parent = parent[name]!.AsObject();
        }

        parent[path[^1]] = JsonNode.Parse(value);
        InvalidDataException fault = Assert.Throws<InvalidDataException>(() => Open(json));
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.Contains("tokenizer.json'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_that_say_the_contrary_are_refused()
    {
        string json = Bert(PretrainedTexts.Cased).ToJsonString();
        string folder = TokenizerFiles.Folder(("tokenizer.json", json), ("tokenizer_config.json", """{"do_lower_case": true}"""));
        InvalidDataException fault = Assert.Throws<InvalidDataException>(() => TokenizerFolder.Open(folder));
        Assert.Contains("normalizer.lowercase means false, but do_lower_case of tokenizer_config.json", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"model\"")]
    [InlineData("{\"a\": 1, \"a\": 2}")]
    public void Broken_files_are_refused(string content) => Assert.Contains("is no valid JSON", Refused(content), StringComparison.Ordinal);

    [Fact]
    public void Deep_files_are_refused() =>
        Assert.Contains("deeper than", Refused(string.Concat(Enumerable.Repeat("{\"model\":", 100_000))), StringComparison.Ordinal);

    [Fact]
    public void Damaged_files_are_opened_or_refused_in_words() =>
        Mutations.Survive([("tokenizer.json", Bert(PretrainedTexts.Uncased).ToJsonString())], count: 2_000, tokenizer => tokenizer.Names("Cat, unaffable 日本"));

    private static JsonObject Bert(BertNormalization normalization) => TokenizerFiles.WordPieceJson(PretrainedTexts.Vocabulary, normalization);

    private static PretrainedTokenizer Open(JsonObject json) => TokenizerFolder.Open(TokenizerFiles.Folder(("tokenizer.json", json.ToJsonString())));

    private static string Refused(string content) =>
        Assert.Throws<InvalidDataException>(() => TokenizerFolder.Open(TokenizerFiles.Folder(("tokenizer.json", content)))).Message;
}
