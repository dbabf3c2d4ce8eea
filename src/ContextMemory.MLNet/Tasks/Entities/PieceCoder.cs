using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Text.Pretrained;

namespace ContextMemory.MLNet.Tasks.Entities;

/// <summary>Turns a text's tokens into the pieces of a pretrained transformer.</summary>
/// <param name="tokenizer">Cuts a token into pieces.</param>
/// <param name="tableRows">Rows of the table of pieces.</param>
/// <param name="overlap">The most pieces that two inputs of the transformer share.</param>
internal sealed class PieceCoder(PretrainedTokenizer tokenizer, int tableRows, int overlap = 0)
{
    // Only the first one's vector is read; the others are there to tell it what the token is.
    private const int MostPieces = 16;

    public PretrainedTokenizer Tokenizer => tokenizer;

    public int TableRows => tableRows;

    public int Overlap => overlap;

    /// <summary>For each token the number of its first piece, followed by the complements (~) of the further ones.</summary>
    public int[] Encode(TokenizedText text, int first, int count)
    {
        var codes = new List<int>(2 * count);
        var pieces = new List<TextPiece>();
        for (int token = first; token < first + count; token++)
        {
            pieces.Clear();
            tokenizer.Encode(tokenizer.SpaceBeginsWords ? $" {text[token]}" : text[token], pieces);
            codes.Add(pieces.Count > 0 ? pieces[0].Id : tokenizer.Unknown);
            for (int i = 1; i < Math.Min(pieces.Count, MostPieces); i++)
            {
                codes.Add(~pieces[i].Id);
            }
        }

        return [.. codes];
    }
}
