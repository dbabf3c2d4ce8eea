using ContextMemory.MLNet.Persistence;
using ContextMemory.MLNet.Persistence.Pretrained;
using ContextMemory.MLNet.Tests.Text.Pretrained;
using ContextMemory.MLNet.Text.Pretrained;

namespace ContextMemory.MLNet.Tests.Persistence;

public sealed class PretrainedTokenizerCodecTests
{
    private static readonly CodecCheck<PretrainedTokenizer> Check = new(PretrainedTokenizerCodec.Write, PretrainedTokenizerCodec.Read);

    [Fact]
    public void A_tokenizer_is_given_back()
    {
        foreach (BertNormalization normalization in (BertNormalization[])[PretrainedTexts.Uncased, PretrainedTexts.Cased, PretrainedTexts.Raw])
        {
            PretrainedTokenizer tokenizer = PretrainedTexts.Small(normalization, longestWord: 7);
            PretrainedTokenizer found = Check.Reread(tokenizer);
            Assert.Equal((tokenizer.Special, tokenizer.Description), (found.Special, found.Description));
            foreach (string text in PretrainedTexts.Random(300, longest: 30, seed: 1))
            {
                Assert.Equal(tokenizer.Pieces(text), found.Pieces(text));
            }
        }
    }

    [Fact]
    public void A_tokenizer_of_bytes_is_given_back_or_refused()
    {
        var training = new BpeTraining("the cat sat on the mat", merges: 9);
        PretrainedTokenizer tokenizer = TokenizerFolder.Open(TokenizerFiles.Folder(("tokenizer.json", training.Json(addPrefixSpace: true).ToJsonString())));
        PretrainedTokenizer found = Check.Reread(tokenizer);
        Assert.Equal((tokenizer.Special, tokenizer.Description), (found.Special, found.Description));
        Assert.Equal(tokenizer.Pieces("the mat, the café"), found.Pieces("the mat, the café"));
        Check.RefusesWhatEndsEarly(tokenizer);
        Check.SurvivesChangedBytes(tokenizer);
    }

    [Fact]
    public void A_unigram_tokenizer_is_given_back_or_refused()
    {
        PretrainedTokenizer tokenizer = TokenizerFolder.Open(TokenizerFiles.Folder(("tokenizer.json", UnigramFiles.UsualJson().ToJsonString())));
        PretrainedTokenizer found = Check.Reread(tokenizer);
        Assert.Equal((tokenizer.Special, tokenizer.Description), (found.Special, found.Description));
        foreach (string text in PretrainedTexts.Random(300, longest: 30, seed: 1))
        {
            Assert.Equal(tokenizer.Pieces(text), found.Pieces(text));
        }

        Check.RefusesWhatEndsEarly(tokenizer);
        Check.SurvivesChangedBytes(tokenizer);
    }

    [Fact]
    public void A_damaged_tokenizer_is_refused()
    {
        PretrainedTokenizer tokenizer = PretrainedTexts.Small(PretrainedTexts.Uncased);
        Check.RefusesWhatEndsEarly(tokenizer);
        Check.SurvivesChangedBytes(tokenizer);
    }

    [Fact]
    public void Special_pieces_that_are_in_no_vocabulary_are_refused()
    {
        var tokenizer = new WordPieceTokenizer(["a"], new SpecialPieces(0, 0, 0, 0, Mask: 1), PretrainedTexts.Uncased);
        Exception fault = Assert.Throws<InvalidDataException>(() => Check.Reread(tokenizer));
        Assert.Equal("The model is damaged: a special piece is not in its vocabulary.", fault.Message);
    }
}
