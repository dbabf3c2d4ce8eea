using System.Runtime.InteropServices;

namespace ContextMemory.MLNet.Text;

/// <summary>Words of a text that comes in pieces. A word is known when the two UTF-16 units behind it are.</summary>
internal sealed class WordCodeStream(Vocabulary vocabulary) : CanonicalCodeStream
{
    // The word that was coded last still stands before the next ones: the two may be a pair.
    private bool _beginsCoded;

    protected override void ReadPending(List<int> codes, bool isEnd)
    {
        Span<char> folded = stackalloc char[WordTokenizer.MaximumTokenLength];
        var tokens = new WordTokenizer(CollectionsMarshal.AsSpan(Pending));
        var pairs = new CharacterPairs();
        bool isCoded = _beginsCoded;
        int lastCoded = 0;
        bool hasMore;
        while ((hasMore = tokens.MoveNext()) && (isEnd || tokens.Start + tokens.Length + WordTokenizer.LookAhead <= Pending.Count))
        {
            ReadOnlySpan<char> pair = vocabulary.HasPairs ? pairs.EndingWith(tokens) : default;
            if (!isCoded)
            {
                vocabulary.Append(tokens.Token, pair, folded, codes);
            }

            isCoded = false;
            _beginsCoded = true;
            lastCoded = tokens.Start;
        }

        if (hasMore)
        {
            Pending.RemoveRange(0, lastCoded);
        }
        else
        {
            // Spaces follow the last word: it makes no pair.
            Pending.Clear();
            _beginsCoded = false;
        }
    }
}
