using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet;

/// <summary>A text and where its sentences are.</summary>
/// <param name="Text">The whole text.</param>
/// <param name="Spans">Its sentences.</param>
/// <param name="Title">Its title; empty where there is none.</param>
internal sealed record SentenceText(string Text, IReadOnlyList<SentenceSpan> Spans, string Title)
{
    public IReadOnlyList<string> Sentences { get; } = [.. Spans.Select(span => Text.Substring(span.Start, span.Length))];
}
