using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Text.Pretrained;

namespace ContextMemory.MLNet.Tests.Text.Pretrained;

public sealed class PretrainedCoderTests
{
    private static readonly WordPieceTokenizer Tokenizer = PretrainedTexts.Small(PretrainedTexts.Uncased);

    [Theory]
    [InlineData("", "[CLS] [SEP]")]
    [InlineData(" \n", "[CLS] [SEP]")]
    [InlineData("a", "[CLS] a [SEP]")]
    [InlineData("a b", "[CLS] a b [SEP]")]
    [InlineData("a b a", "[CLS] a b [SEP] [CLS] a [SEP]")]
    [InlineData("a b a b cat", "[CLS] a b [SEP] [CLS] a b [SEP] [CLS] cat [SEP]")]
    public void Each_segment_is_a_complete_input(string text, string expected)
    {
        var coder = new PretrainedCoder(Tokenizer, segmentLength: 4);
        Assert.Equal(expected, string.Join(' ', coder.Encode(text).Select(Tokenizer.NameOf)));
    }

    [Fact]
    public void Codes_are_appended_and_are_rows_of_the_table()
    {
        var coder = new PretrainedCoder(Tokenizer, segmentLength: 4);
        List<int> codes = [7];
        coder.Encode("a", codes);
        Assert.Equal([7, Tokenizer.Start, 8, Tokenizer.End], codes);
        Assert.Equal((Tokenizer.VocabularySize, Tokenizer.VocabularySize), (coder.TableRows, coder.KnownRows));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PretrainedCoder(Tokenizer, segmentLength: 2));
    }

    [Fact]
    public void Each_code_has_its_place_in_the_text()
    {
        var coder = new PretrainedCoder(Tokenizer, segmentLength: 5);
        string text = "Cafe\u0301s unaffable 日";
        Assert.Equal(
            [("", 0), ("Cafe\u0301", 0), ("s", 5), ("un", 7), ("", 9), ("", 9), ("aff", 9), ("able", 12), ("日", 17), ("", 18)],
            coder.Locate(text).Select(token => (token.Text.ToString(), token.Start!.Value)));
        Assert.Equal([("", 0), ("", 0)], coder.Locate("").Select(token => (token.Text.ToString(), token.Start!.Value)));
        foreach (string random in PretrainedTexts.Random(300, longest: 40, seed: 1))
        {
            Assert.Equal(coder.Encode(random).Length, coder.Locate(random).Count);
        }
    }

    [Fact]
    public void Codes_do_not_depend_on_where_pieces_end()
    {
        foreach (WordPieceTokenizer tokenizer in (WordPieceTokenizer[])[Tokenizer, PretrainedTexts.Small(PretrainedTexts.Raw)])
        {
            var coder = new PretrainedCoder(tokenizer, segmentLength: 128);
            ulong seed = 0;
            foreach (string text in PretrainedTexts.Random(60, longest: 9_000, seed: 2))
            {
                foreach (int longest in (int[])[3, 600, 100_000])
                {
                    Assert.Equal(coder.Encode(text), Encode(coder, Cuts.Cut(text, longest, seed++)));
                }
            }
        }
    }

    [Theory]
    [InlineData("日")]
    [InlineData("a,")]
    [InlineData("cat ")]
    public void A_long_text_is_not_held(string part)
    {
        var coder = new PretrainedCoder(Tokenizer, segmentLength: 128);
        string text = string.Concat(Enumerable.Repeat(part, 100_000));
        CodeStream stream = coder.OpenStream();
        var codes = new List<int>();
        stream.Add(text, codes);
        int[] expected = coder.Encode(text);
        Assert.InRange(codes.Count, expected.Length - 5_000, expected.Length);
        stream.End(codes);
        Assert.Equal(expected, codes);
    }

    [Fact]
    public void Units_without_a_place_to_cut_are_held_up_to_65_536()
    {
        var coder = new PretrainedCoder(Tokenizer, segmentLength: 128);
        CodeStream stream = coder.OpenStream();
        var codes = new List<int>();
        stream.Add(string.Concat(Enumerable.Repeat("👍", PretrainedCodeStream.MostHeld / 2 - 1)) + "a", codes);
        Assert.Equal([], codes);
        stream.Add("👍 cat", codes);
        stream.End(codes);
        Assert.Equal("[CLS] [UNK] [UNK] cat [SEP]", string.Join(' ', codes.Select(Tokenizer.NameOf)));
    }

    private static List<int> Encode(TokenCoder coder, IEnumerable<string> pieces)
    {
        CodeStream stream = coder.OpenStream();
        var codes = new List<int>();
        foreach (string piece in pieces)
        {
            stream.Add(piece, codes);
        }

        stream.End(codes);
        return codes;
    }
}
