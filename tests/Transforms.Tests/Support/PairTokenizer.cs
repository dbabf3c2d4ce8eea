using System.Buffers;
using Microsoft.ML.Tokenizers;

namespace Transforms.Tests.Support;

/// <summary>Cuts text into pairs of characters and numbers them by their code; another variant gives other numbers.</summary>
internal sealed class PairTokenizer(int variant = 0) : Tokenizer
{
    public override OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten) =>
        throw new NotSupportedException("Nobody asks for texts of ids.");

    protected override EncodeResults<EncodedToken> EncodeToTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        ReadOnlySpan<char> all = text ?? textSpan;
        var tokens = new List<EncodedToken>();
        for (int start = 0; start < all.Length && tokens.Count < settings.MaxTokenCount; start += 2)
        {
            ReadOnlySpan<char> pair = all.Slice(start, Math.Min(2, all.Length - start));
            tokens.Add(new EncodedToken((31 * pair[0] + pair[^1] + variant) % 500, pair.ToString(), start..(start + pair.Length)));
        }

        return new EncodeResults<EncodedToken> { Tokens = tokens, NormalizedText = all.ToString(), CharsConsumed = all.Length };
    }
}
