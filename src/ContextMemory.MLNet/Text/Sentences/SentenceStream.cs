using System.Runtime.InteropServices;

namespace ContextMemory.MLNet.Text.Sentences;

/// <summary>
/// The sentences of a text that comes in pieces, without markup: those of the whole text, wherever the pieces end. One
/// <see cref="SentenceBlock"/> of it is held.
/// </summary>
/// <param name="markup">What is stripped off the text.</param>
internal sealed class SentenceStream(TextMarkup markup)
{
    private readonly List<char> _held = [];

    /// <summary>The sentences that are known with this piece.</summary>
    public IEnumerable<string> Add(string piece)
    {
        for (int start = 0; start < piece.Length;)
        {
            // A full block is cut when it is known not to be the last.
            if (_held.Count == SentenceBlock.Length)
            {
                var block = SentenceBlock.First(Held, markup);
                _held.RemoveRange(0, block.End);
                foreach (string sentence in Sentences(block))
                {
                    yield return sentence;
                }
            }

            int taken = Math.Min(piece.Length - start, SentenceBlock.Length - _held.Count);
            _held.AddRange(piece.AsSpan(start, taken));
            start += taken;
        }
    }

    /// <summary>The sentences that are left.</summary>
    public IEnumerable<string> End() => Sentences(SentenceBlock.Last(Held, markup));

    private string Held => CollectionsMarshal.AsSpan(_held).ToString();

    private static IEnumerable<string> Sentences(SentenceBlock block) => block.Spans.Select(span => block.Text.Substring(span.Start, span.Length));
}
