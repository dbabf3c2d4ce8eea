using System.Collections;
using ContextMemory.MLNet.Text.Markup;
using ContextMemory.MLNet.Text.Sentences;

namespace ContextMemory.MLNet;

/// <summary>A text and its sentences, to be summarized. The sentences are cut out of it when they are read.</summary>
public sealed class SentenceText
{
    private SentenceText(
        int length, IReadOnlyList<SentenceSpan> spans, IReadOnlyList<string> marked, IReadOnlyList<string> sentences, string title)
    {
        Length = length;
        Spans = spans;
        Marked = marked;
        Sentences = sentences;
        Title = title;
    }

    /// <summary>The text's length in UTF-16 units.</summary>
    public int Length { get; }

    /// <summary>Where the sentences are in the text, markup and all.</summary>
    public IReadOnlyList<SentenceSpan> Spans { get; }

    /// <summary>The sentences as they stand there.</summary>
    public IReadOnlyList<string> Marked { get; }

    /// <summary>What they say, without markup.</summary>
    public IReadOnlyList<string> Sentences { get; }

    /// <summary>The text's title; empty where there is none.</summary>
    public string Title { get; }

    /// <summary>
    /// A text that is cut into sentences here, see <see cref="SentenceSplitter"/>. Of one of more than 1,048,576 UTF-16 units markup is stripped block by block
    /// too: what is left out with all that is in it, such as a table, may then be read as text if it is longer than half a block.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="markup">What is stripped off it before it is cut.</param>
    /// <param name="title">Its title; empty where there is none.</param>
    public static SentenceText Cut(string text, TextMarkup markup = TextMarkup.None, string title = "")
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(title);
        if (markup == TextMarkup.None)
        {
            IReadOnlyList<SentenceSpan> found = SentenceSplitter.Split(text);
            var sentences = new Pieces(text, found);
            return new SentenceText(text.Length, found, sentences, sentences, title);
        }

        var stripped = new List<string>();
        var spans = new List<SentenceSpan>();
        var places = new List<SentenceSpan>();
        int length = 0;
        foreach ((int start, SentenceBlock block) in SentenceBlock.Of(text, markup))
        {
            stripped.Add(block.Text);
            spans.AddRange(block.Spans.Select(span => span with { Start = length + span.Start }));
            places.AddRange(block.Places.Select(place => place with { Start = start + place.Start }));
            length += block.Text.Length;
        }

        return new SentenceText(text.Length, places, new Pieces(text, places), new Pieces(string.Concat([.. stripped]), spans), title);
    }

    /// <summary>Sentences as they are given, in the text that they make with a space between two.</summary>
    /// <param name="sentences">The sentences.</param>
    /// <param name="markup">What is stripped off each.</param>
    /// <param name="title">The text's title; empty where there is none.</param>
    public static SentenceText Of(IReadOnlyList<string> sentences, TextMarkup markup = TextMarkup.None, string title = "")
    {
        ArgumentNullException.ThrowIfNull(sentences);
        ArgumentNullException.ThrowIfNull(title);
        var spans = new SentenceSpan[sentences.Count];
        int start = 0;
        for (int i = 0; i < spans.Length; i++)
        {
            spans[i] = new SentenceSpan(start, sentences[i].Length);
            start += sentences[i].Length + 1;
        }

        IReadOnlyList<string> stripped = markup == TextMarkup.None
            ? sentences
            : [.. sentences.Select(sentence => StrippedText.Of(sentence, markup).Text.Trim())];
        return new SentenceText(Math.Max(0, start - 1), spans, sentences, stripped, title);
    }

    private sealed class Pieces(string text, IReadOnlyList<SentenceSpan> spans) : IReadOnlyList<string>
    {
        public int Count => spans.Count;

        public string this[int index] => text.Substring(spans[index].Start, spans[index].Length);

        public IEnumerator<string> GetEnumerator() => spans.Select(span => text.Substring(span.Start, span.Length)).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
