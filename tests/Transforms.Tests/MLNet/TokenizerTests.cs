using System.Buffers;
using Microsoft.ML.Tokenizers;

namespace Transforms.Tests.MLNet;

public class TokenizerTests
{
    private readonly WordLengths _tokenizer = new();

    [Fact]
    public void IdsCountAndTokensComeFromTheTokensOfTheImplementation()
    {
        Assert.Equal([2, 3, 1], _tokenizer.EncodeToIds("ab cde f"));
        Assert.Equal([2, 3, 1], _tokenizer.EncodeToIds("ab cde f".AsSpan()));
        Assert.Equal(3, _tokenizer.CountTokens("ab cde f"));
        var tokens = _tokenizer.EncodeToTokens("ab cde f", out string? normalized);
        Assert.Equal("ab cde f", normalized);
        Assert.Equal(new EncodedToken(3, "cde", 3..6), tokens[1]);
    }

    [Fact]
    public void ALimitIsHandedToTheImplementationAndNoLimitIsTheLargestNumber()
    {
        Assert.Equal([2, 3], _tokenizer.EncodeToIds("ab cde f", 2, out _, out int consumed));
        Assert.Equal(6, consumed);
        Assert.Equal(2, _tokenizer.LastSettings.MaxTokenCount);
        _tokenizer.EncodeToIds("ab", considerPreTokenization: false);
        Assert.Equal((int.MaxValue, false, true), (_tokenizer.LastSettings.MaxTokenCount, _tokenizer.LastSettings.ConsiderPreTokenization, _tokenizer.LastSettings.ConsiderNormalization));
    }

    [Fact]
    public void DecodingGrowsItsDestinationUntilTheTextFits()
    {
        Assert.Equal(new string('x', 3000), _tokenizer.Decode(Enumerable.Repeat(3, 1000)));
        Assert.Throws<InvalidOperationException>(() => _tokenizer.Decode([-1]));
    }

    [Fact]
    public void StockPreTokenizersCutAtSpacesPunctuationAndSpecialTokens()
    {
        static string[] Cut(PreTokenizer tokenizer, string text) => tokenizer.PreTokenize(text).Select(part => text.Substring(part.Offset, part.Length)).ToArray();

        Assert.Equal(["don't", "stop!!"], Cut(PreTokenizer.CreateWhiteSpace(), "don't  stop!!"));
        Assert.Equal(["don", "'", "t", "stop", "!", "!"], Cut(PreTokenizer.CreateWordOrPunctuation(), "don't  stop!!"));
        Assert.Equal(["don", "'", "t", "stop", "!!"], Cut(PreTokenizer.CreateWordOrNonWord(), "don't  stop!!"));
        Assert.Equal(["ab", "EOT", "cd"], Cut(PreTokenizer.CreateWordOrPunctuation(new Dictionary<string, int> { ["EOT"] = 0 }), "abEOTcd"));
    }

    /// <summary>Words at single spaces; the id of a word is its length.</summary>
    private sealed class WordLengths : Tokenizer
    {
        public EncodeSettings LastSettings { get; private set; }

        public override OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten)
        {
            idsConsumed = 0;
            charsWritten = 0;
            foreach (int id in ids)
            {
                if (id < 0)
                {
                    return OperationStatus.InvalidData;
                }
                if (charsWritten + id > destination.Length)
                {
                    return OperationStatus.DestinationTooSmall;
                }
                destination.Slice(charsWritten, id).Fill('x');
                charsWritten += id;
                idsConsumed++;
            }
            return OperationStatus.Done;
        }

        protected override EncodeResults<EncodedToken> EncodeToTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
        {
            LastSettings = settings;
            string all = text ?? textSpan.ToString();
            var tokens = new List<EncodedToken>();
            int start = 0;
            foreach (string word in all.Split(' ').Take(settings.MaxTokenCount))
            {
                tokens.Add(new EncodedToken(word.Length, word, start..(start + word.Length)));
                start += word.Length + 1;
            }
            return new EncodeResults<EncodedToken> { Tokens = tokens, NormalizedText = all, CharsConsumed = start - 1 };
        }
    }
}
