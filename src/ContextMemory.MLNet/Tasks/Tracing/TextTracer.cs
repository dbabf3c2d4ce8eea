using ContextMemory.MLNet.Tasks.Entities;
using ContextMemory.MLNet.Tasks.Streaming;
using ContextMemory.MLNet.Tasks.Tracing.Collecting;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tasks.Tracing;

/// <summary>Reads a text as a scorer does, and looks at the memories meanwhile.</summary>
internal static class TextTracer
{
    /// <param name="model">What reads the text.</param>
    /// <param name="labels">What its numbers are named.</param>
    /// <param name="text">The text.</param>
    /// <param name="options">How much is held.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="ArgumentException">The options have faults.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ContextMemoryTrace Trace(
        IStreamingModel model, IReadOnlyList<string> labels, string text, TraceOptions options, CancellationToken cancellation)
    {
        options.Validate();
        var members = new List<MemberCollector>();
        var document = new SegmentedDocument(model, cancellation, () =>
        {
            members.Add(new MemberCollector(options));
            return members[^1];
        });
        document.Add(text);
        float[] scores = document.End();
        return Create(model.Coder.Locate(text), model.Options.SegmentLength, options, members) with { Labels = labels, Scores = scores };
    }

    /// <param name="model">What finds the entities of the text.</param>
    /// <param name="text">The text.</param>
    /// <param name="options">How much is held.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="ArgumentException">The options have faults.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ContextMemoryTrace Trace(EntityModel model, string text, TraceOptions options, CancellationToken cancellation)
    {
        options.Validate();
        var member = new MemberCollector(options);
        var document = new EntityReading(model, cancellation, member);
        foreach (TextEntity _ in document.Add(text).Concat(document.End()))
        {
            // A document is read as its entities are taken.
        }

        LocatedToken[] tokens = [.. TokenizedText.Of(text).Tokens.Select(token => new LocatedToken(text.AsMemory(token.Start, token.Length), token.Start))];
        return Create(tokens, model.Options.SegmentLength, options, [member]);
    }

    private static ContextMemoryTrace Create(
        IReadOnlyList<LocatedToken> tokens, int segmentLength, TraceOptions options, IReadOnlyList<MemberCollector> members)
    {
        var texts = new TokenTexts(tokens);
        return new ContextMemoryTrace
        {
            TokenCount = texts.Count,
            SegmentLength = segmentLength,
            Tokens = texts.First(options.TokenLimit, segmentLength),
            Labels = [],
            Scores = [],
            Members = [.. members.Select(member => member.Finish(texts))],
        };
    }
}
