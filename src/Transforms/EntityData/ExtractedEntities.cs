using Microsoft.ML.Data;

namespace ContextMemory.MLNet;

/// <summary>
/// The entities of a text as a prediction engine returns them, for an output column of the default name "Entities". For another name,
/// write a class like this one.
/// </summary>
public sealed class ExtractedEntities
{
    /// <summary>The text of each entity.</summary>
    [ColumnName("Entities")]
    public string[] Texts { get; set; } = [];

    /// <summary>The type of each entity.</summary>
    [ColumnName("EntitiesTypes")]
    public string[] Types { get; set; } = [];

    /// <summary>Where each entity starts: its first UTF-16 unit, from 0.</summary>
    [ColumnName("EntitiesStarts")]
    public int[] Starts { get; set; } = [];

    /// <summary>How many UTF-16 units each entity has.</summary>
    [ColumnName("EntitiesLengths")]
    public int[] Lengths { get; set; } = [];

    /// <summary>The probability of each entity, 0 to 1.</summary>
    [ColumnName("EntitiesScores")]
    public float[] Scores { get; set; } = [];

    /// <summary>The same, entity by entity, in the order of the text.</summary>
    public IReadOnlyList<ExtractedEntity> ToList() =>
        [.. Texts.Select((text, i) => new ExtractedEntity(text, Types[i], Starts[i], Lengths[i], Scores[i]))];
}
