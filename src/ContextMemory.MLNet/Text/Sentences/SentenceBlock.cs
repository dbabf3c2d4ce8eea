using System.Buffers;
using ContextMemory.MLNet.Text.Markup;
using ContextMemory.MLNet.Text.Normalization;

namespace ContextMemory.MLNet.Text.Sentences;

/// <summary>
/// A part of a text that is cut into sentences by itself. All texts are cut block by block: one that comes in pieces has then the sentences of one that is
/// there as a whole, and of neither more than a block is looked at. Most texts are one block.
/// </summary>
internal sealed class SentenceBlock
{
    /// <summary>UTF-16 units that are cut together at most. A longer sentence is cut at a space.</summary>
    public const int Length = 1 << 20;

    // How a sentence ends so near to the block's end may depend on what follows: it belongs to the next block.
    private const int Margin = 4_096;

    private static readonly SearchValues<char> LineEnds = SearchValues.Create("\n\r\u0085\u2028\u2029\v\f");

    private readonly string _original;
    private readonly int _firstUnclosed = int.MaxValue;

    private SentenceBlock(string text, TextMarkup markup)
    {
        _original = text;
        End = text.Length;
        if (markup == TextMarkup.None)
        {
            Text = text;
            Spans = Places = Find(text);
            return;
        }

        var stripped = StrippedText.Of(text, markup);
        _firstUnclosed = stripped.FirstUnclosed;
        Text = stripped.Text;
        Spans = Find(Text);
        Places = [.. Spans.Select(stripped.ToOriginal)];
    }

    private SentenceBlock(SentenceBlock block, int count, int end)
    {
        _original = block._original;
        Text = block.Text[..block.Spans[count - 1].End];
        Spans = block.Spans[..count];
        Places = block.Places[..count];
        End = end;
    }

    /// <summary>The text without markup.</summary>
    public string Text { get; }

    /// <summary>The sentences in it.</summary>
    public SentenceSpan[] Spans { get; }

    /// <summary>The same sentences in the original, from the beginning of the block.</summary>
    public SentenceSpan[] Places { get; }

    /// <summary>Where the next block begins in the original, from the beginning of this one.</summary>
    public int End { get; }

    /// <summary>The blocks of a text, and where in it they begin.</summary>
    public static IEnumerable<(int Start, SentenceBlock Block)> Of(string text, TextMarkup markup)
    {
        int start = 0;
        while (text.Length - start > Length)
        {
            SentenceBlock block = First(text.Substring(start, Length), markup);
            yield return (start, block);
            start += block.End;
        }

        yield return (start, Last(text[start..], markup));
    }

    /// <summary>The block at the beginning of a longer text.</summary>
    /// <param name="text">As much of it as a block has at most.</param>
    /// <param name="markup">What is stripped off it.</param>
    public static SentenceBlock First(string text, TextMarkup markup)
    {
        var block = new SentenceBlock(text, markup);
        int next = block.FirstOfNext();
        return next > 0 ? new SentenceBlock(block, next, block.StartOf(next)) : new SentenceBlock(text[..Gap(text)], markup);
    }

    /// <summary>The block that goes to the end of its text.</summary>
    public static SentenceBlock Last(string text, TextMarkup markup) => new(text, markup);

    /// <summary>
    /// The sentence that is to begin the next block: the last one that begins a line, which can be told from an item of a list there, if it is in the
    /// second half, else the last of all; 0 where there is but one.
    /// </summary>
    private int FirstOfNext()
    {
        // What would be left out if its end were there is left to the next block.
        int limit = _original.Length - Margin;
        limit = _firstUnclosed >= _original.Length / 2 ? Math.Min(limit, _firstUnclosed) : limit;
        int last = Places.Length - 1;
        while (last > 0 && Places[last].Start > limit)
        {
            last--;
        }

        for (int sentence = last; sentence > 0 && Places[sentence].Start >= _original.Length / 2; sentence--)
        {
            if (Text.AsSpan(Spans[sentence - 1].End..Spans[sentence].Start).ContainsAny(LineEnds))
            {
                return sentence;
            }
        }

        return last;
    }

    /// <summary>Where the sentence begins with what stands before it on its line: its indentation, or the mark of a heading.</summary>
    private int StartOf(int sentence)
    {
        int behind = Places[sentence - 1].End;
        ReadOnlySpan<char> between = _original.AsSpan(behind..Places[sentence].Start);
        int line = between.LastIndexOfAny(LineEnds) + 1;

        // Letters are those of a tag that goes over several lines.
        foreach (char c in between[line..])
        {
            line = char.IsLetter(c) ? 0 : line;
        }

        return line > 0 ? behind + line : Places[sentence].Start;
    }

    /// <summary>The last space of a text of one sentence, or where nothing around is changed if it has none in its second half.</summary>
    private static int Gap(string text)
    {
        int limit = text.Length - Margin;
        for (int gap = limit; gap > text.Length / 2; gap--)
        {
            if (char.IsWhiteSpace(text[gap - 1]))
            {
                return gap;
            }
        }

        return CanonicalStream.EndOfSettled(text.AsSpan(0, limit));
    }

    private static SentenceSpan[] Find(string text)
    {
        var sentences = new List<SentenceSpan>();
        CanonicalText canonical = CanonicalText.Of(text.AsSpan());
        string read = canonical.IsOriginal ? text : canonical.Text.ToString();
        var scanner = new SentenceScanner(read);
        int start = Characters.SkipWhiteSpace(read, 0);
        while (start < read.Length)
        {
            int end = scanner.FindEnd(start);
            int last = end;
            while (char.IsWhiteSpace(read[last - 1]))
            {
                last--;
            }

            TokenSpan place = canonical.InOriginal(start, last - start);
            sentences.Add(new SentenceSpan(place.Start, place.Length));
            start = Characters.SkipWhiteSpace(read, end);
        }

        return [.. sentences];
    }
}
