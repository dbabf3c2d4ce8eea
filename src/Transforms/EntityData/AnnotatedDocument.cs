using Microsoft.ML.Data;

namespace ContextMemory.MLNet;

/// <summary>A text with its entities, as <c>LoadFromEnumerable</c> takes it and entity extraction learns from it.</summary>
public sealed class AnnotatedDocument
{
    /// <summary>An empty text without entities.</summary>
    public AnnotatedDocument()
    {
    }

    /// <param name="text">The text.</param>
    /// <param name="entities">Its entities, in UTF-16 units of the text.</param>
    public AnnotatedDocument(string text, params IReadOnlyList<EntitySpan> entities)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(entities);
        Text = text;
        Starts = [.. entities.Select(entity => entity.Start)];
        Lengths = [.. entities.Select(entity => entity.Length)];
        Types = [.. entities.Select(entity => entity.Type)];
    }

    /// <summary>The entities one by one, as they are in the columns.</summary>
    public IReadOnlyList<EntitySpan> ToList() => [.. Starts.Select((start, i) => new EntitySpan(start, Lengths[i], Types[i]))];

    /// <summary>The text.</summary>
    [ColumnName("Text")]
    public string Text { get; set; } = "";

    /// <summary>Where each entity starts: its first UTF-16 unit, from 0.</summary>
    [ColumnName("LabelStarts")]
    public int[] Starts { get; set; } = [];

    /// <summary>How many UTF-16 units each entity has.</summary>
    [ColumnName("LabelLengths")]
    public int[] Lengths { get; set; } = [];

    /// <summary>The type of each entity.</summary>
    [ColumnName("LabelTypes")]
    public string[] Types { get; set; } = [];
}
