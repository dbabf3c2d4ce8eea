using ContextMemory.MLNet;

namespace FromMicrosoftMLTorchSharp;

/// <summary>A message with its entities and those that were found, in the columns that <c>EvaluateEntities</c> reads.</summary>
internal sealed class FoundEntities(AnnotatedDocument document, IReadOnlyList<EntitySpan> found)
{
    public string Text => document.Text;

    public int[] LabelStarts => document.Starts;

    public int[] LabelLengths => document.Lengths;

    public string[] LabelTypes => document.Types;

    public int[] EntitiesStarts { get; } = [.. found.Select(entity => entity.Start)];

    public int[] EntitiesLengths { get; } = [.. found.Select(entity => entity.Length)];

    public string[] EntitiesTypes { get; } = [.. found.Select(entity => entity.Type)];
}
