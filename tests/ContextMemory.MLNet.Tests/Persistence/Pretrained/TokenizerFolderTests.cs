using System.Text;
using ContextMemory.MLNet.Persistence.Pretrained;
using ContextMemory.MLNet.Text.Pretrained;

namespace ContextMemory.MLNet.Tests.Text.Pretrained;

public sealed class TokenizerFolderTests
{
    private static readonly string Vocabulary = string.Join('\n', PretrainedTexts.Vocabulary) + "\n";

    [Fact]
    public void A_vocabulary_alone_is_enough()
    {
        PretrainedTokenizer tokenizer = TokenizerFolder.Open(TokenizerFiles.Folder(("vocab.txt", Vocabulary)));
        Assert.Equal(PretrainedTexts.Small(PretrainedTexts.Uncased).Special, tokenizer.Special);
        Assert.Equal($"WordPiece, {PretrainedTexts.Vocabulary.Length} pieces, lower case", tokenizer.Description);
        Assert.Equal("cafe ##s , cat", tokenizer.Names("CAFÉS, cat"));
    }

    [Fact]
    public void A_vocabulary_with_upper_case_reads_upper_case()
    {
        PretrainedTokenizer tokenizer = TokenizerFolder.Open(TokenizerFiles.Folder(("vocab.txt", Vocabulary + "Cat\n")));
        Assert.Equal("Cat [UNK] c ##afé", tokenizer.Names("Cat CAT café"));
    }

    [Theory]
    [InlineData("""{"do_lower_case": false}""", "[UNK] c ##afé 日 本")]
    [InlineData("""{"do_lower_case": true, "strip_accents": false, "tokenizer_class": "DistilBertTokenizerFast"}""", "cat c ##afé 日 本")]
    [InlineData("""{"do_lower_case": false, "strip_accents": true}""", "[UNK] cafe 日 本")]
    [InlineData("""{"tokenize_chinese_chars": false, "model_max_length": 512}""", "cat cafe [UNK]")]
    public void Settings_beside_the_vocabulary_count(string settings, string names) =>
        Assert.Equal(names, TokenizerFolder.Open(TokenizerFiles.Folder(("vocab.txt", Vocabulary), ("tokenizer_config.json", settings))).Names("Cat café 日本"));

    [Fact]
    public void Special_pieces_have_the_names_that_the_settings_say()
    {
        PretrainedTokenizer tokenizer = TokenizerFolder.Open(TokenizerFiles.Folder(
            ("vocab.txt", "<s>\n<pad>\n</s>\n[UNK]\na\n"),
            ("tokenizer_config.json", """{"cls_token": "<s>", "sep_token": {"content": "</s>"}, "pad_token": "<pad>", "mask_token": "<mask>"}""")));
        Assert.Equal(new SpecialPieces(0, 2, 3, 1, Mask: null), tokenizer.Special);
    }

    [Fact]
    public void Line_ends_a_byte_order_mark_and_lines_that_are_empty_or_twice_are_read_as_the_reference_reads_them()
    {
        string text = "\ufeff" + Vocabulary.Replace("\n", "\r\n", StringComparison.Ordinal) + "\r\n  \r\ncat\r\n\r\n\r\n";
        PretrainedTokenizer tokenizer = TokenizerFolder.Open(TokenizerFiles.Folder(("vocab.txt", text)));
        int count = PretrainedTexts.Vocabulary.Length;
        Assert.Equal(count + 3, tokenizer.VocabularySize);
        Assert.Equal([count + 2], tokenizer.Ids("cat"));
        Assert.Equal((0, "[PAD]", ""), (tokenizer.Padding, tokenizer.NameOf(0), tokenizer.NameOf(count)));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("\n\n", "is empty")]
    [InlineData("[PAD]\n[UNK]\na\n", "lacks the special pieces [CLS], [SEP]")]
    [InlineData("[PAD]\na\0b\n", "line 2: the line is no UTF-8 text")]
    public void A_vocabulary_that_is_none_is_refused(string content, string message) => Refused(message, ("vocab.txt", content));

    [Theory]
    [InlineData("{", "is no valid JSON")]
    [InlineData("[]", "the file is a list; expected is an object")]
    [InlineData("""{"do_lower_case": 1}""", "do_lower_case is 1; expected is true or false")]
    [InlineData("""{"cls_token": 5}""", "cls_token is 5; expected is a text")]
    [InlineData("""{"cls_token": {"content": null}}""", "cls_token.content is null; expected is a text")]
    [InlineData("""{"cls_token": "\ud800"}""", "cls_token has half a surrogate pair")]
    [InlineData("""{"do_basic_tokenize": false}""", "do_basic_tokenize (false) is not supported")]
    [InlineData("""{"never_split": ["a"]}""", "never_split (a list) is not supported")]
    [InlineData("""{"tokenizer_class": "BertJapaneseTokenizer"}""", "tokenizer_class is BertJapaneseTokenizer; supported")]
    public void Settings_that_cannot_be_done_are_refused(string settings, string message) =>
        Refused(message, ("vocab.txt", Vocabulary), ("tokenizer_config.json", settings));

    [Fact]
    public void Other_files_are_refused()
    {
        string folder = TokenizerFiles.Folder();
        string path = Path.Combine(folder, "vocab.txt");
        Assert.Contains("has no tokenizer", Assert.Throws<InvalidDataException>(() => TokenizerFolder.Open(folder)).Message, StringComparison.Ordinal);
        Assert.Throws<DirectoryNotFoundException>(() => TokenizerFolder.Open(path));

        File.WriteAllText(path, Vocabulary, Encoding.Unicode);
        Assert.Contains("is UTF-16", Assert.Throws<InvalidDataException>(() => TokenizerFolder.Open(folder)).Message, StringComparison.Ordinal);

        File.WriteAllBytes(path, [.. Encoding.UTF8.GetBytes(Vocabulary), 0xE4, (byte)'\n']);
        string line = $"line {PretrainedTexts.Vocabulary.Length + 1}";
        Assert.Contains(line, Assert.Throws<InvalidDataException>(() => TokenizerFolder.Open(folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_of_absurd_sizes_are_refused_before_they_are_read()
    {
        string folder = TokenizerFiles.Folder();
        string path = Path.Combine(folder, "vocab.txt");
        using (FileStream file = File.Create(path))
        {
            file.Write(Encoding.UTF8.GetBytes(Vocabulary));
            file.SetLength(1L << 30);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("bytes", Assert.Throws<InvalidDataException>(() => TokenizerFolder.Open(folder)).Message, StringComparison.Ordinal);
        File.WriteAllText(path, Vocabulary);
        using (FileStream file = File.Create(Path.Combine(folder, "tokenizer_config.json")))
        {
            file.SetLength(1L << 30);
        }

        Assert.Contains("possible are", Assert.Throws<InvalidDataException>(() => TokenizerFolder.Open(folder)).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Millions_of_lines_are_refused()
    {
        string folder = TokenizerFiles.Folder(("vocab.txt", new string('\n', VocabularyFile.MostPieces) + "a"));
        Assert.Contains("lines", Assert.Throws<InvalidDataException>(() => TokenizerFolder.Open(folder)).Message, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Damaged_files_are_opened_or_refused_in_words()
    {
        (string Name, string Content)[] files =
        [
            ("vocab.txt", Vocabulary),
            ("tokenizer_config.json", """{"do_lower_case": true, "strip_accents": null, "cls_token": {"content": "[CLS]"}, "tokenizer_class": "BertTokenizer"}"""),
        ];
        Mutations.Survive(files, count: 2_000, tokenizer => tokenizer.Names("Cat, unaffable 日本"));
    }

    private static void Refused(string message, params ReadOnlySpan<(string Name, string Content)> files)
    {
        string folder = TokenizerFiles.Folder(files);
        InvalidDataException fault = Assert.Throws<InvalidDataException>(() => TokenizerFolder.Open(folder));
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.Contains(folder, fault.Message, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }
}
