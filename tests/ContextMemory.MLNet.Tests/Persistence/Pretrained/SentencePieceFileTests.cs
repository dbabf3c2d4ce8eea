using ContextMemory.MLNet.Persistence.Pretrained;
using ContextMemory.MLNet.Tests.Text.Pretrained;
using ContextMemory.MLNet.Text.Pretrained;

namespace ContextMemory.MLNet.Tests.Persistence.Pretrained;

public sealed class SentencePieceFileTests
{
    private const string XlmRoberta = "XLMRobertaTokenizer";

    public static TheoryData<byte[], string> Others => new()
    {
        { UnigramFiles.Model(training: part => part.Varint(3, 2)), "the model is one of BPE of SentencePiece: supported is unigram." },
        { UnigramFiles.Model(training: part => part.Varint(24, 1)), "treat_whitespace_as_suffix" },
        { UnigramFiles.Model(training: part => part.Varint(35, 1)), "byte_fallback" },
        { UnigramFiles.Model(normalization: part => part.Varint(3, 0)), "add_dummy_prefix is false" },
        { UnigramFiles.Model(normalization: part => part.Varint(4, 0)), "remove_extra_whitespaces is false" },
        { UnigramFiles.Model(normalization: part => part.Varint(5, 0)), "escape_whitespaces is false" },
        { UnigramFiles.Model(normalization: part => part.Bytes(2, [8, 0, 0, 0, 1])), "the normalization has 5 bytes, of which its trie should have 8" },
        { UnigramFiles.Model(normalization: part => part.Bytes(2, [4, 0, 0, 0, 0, 0, 0, 0, 0xFF])), "the normalization has texts that are not UTF-8 or too long" },
        { UnigramFiles.Model(more: part => part.Message(1, new ProtobufBytes().Text(1, "a").Varint(3, 4))), "the piece 'a' is UserDefined with score 0, which is not supported" },
        { UnigramFiles.Model(more: part => part.Message(1, new ProtobufBytes().Text(1, "a").Single(2, float.NaN))), "the piece 'a' is Normal with score NaN" },
        { UnigramFiles.Model(more: part => part.Bytes(1, [0xA, 100])), "a field of 100 bytes begins where 0 are left" },
        { [], "the first pieces are not <unk>, <s>, </s>" },
        { "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a"u8.ToArray(), "this is a pointer of Git LFS" },
    };

    [Theory]
    [MemberData(nameof(Others), DisableDiscoveryEnumeration = true)]
    public void What_is_not_supported_is_refused_by_its_name(byte[] model, string message) => Refused(model, XlmRoberta, message);

    [Theory]
    [InlineData("T5Tokenizer", "tokenizer_class is T5Tokenizer: supported are XLMRobertaTokenizer and CamembertTokenizer.")]
    [InlineData(null, "nothing says which ids the pieces have. tokenizer_config.json beside it must have tokenizer_class, or config.json model_type.")]
    public void Tokenizers_with_other_ids_are_refused(string? kind, string message) => Refused(UnigramFiles.Model(), kind, message);

    [Fact]
    public void Pieces_that_are_not_used_are_never_read()
    {
        byte[] model = UnigramFiles.Model(more: part => part.Message(1, new ProtobufBytes().Text(1, "▁thecat").Single(2, 5).Varint(3, 5)));
        Opened(model, tokenizer => Assert.DoesNotContain("▁thecat", tokenizer.Names("thecat").Split(' ')));
    }

    private static void Opened(byte[] model, Action<PretrainedTokenizer> use)
    {
        string path = Path.GetTempFileName();
        File.WriteAllBytes(path, model);
        use(SentencePieceFile.Read(path, XlmRoberta, default));
        File.Delete(path);
    }

    private static void Refused(byte[] model, string? kind, string message)
    {
        string path = Path.GetTempFileName();
        File.WriteAllBytes(path, model);
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => SentencePieceFile.Read(path, kind, default)).Message, StringComparison.Ordinal);
        File.Delete(path);
    }
}
