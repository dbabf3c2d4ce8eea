using static System.FormattableString;

namespace ContextMemory.MLNet;

/// <summary>What an effort came to for the rows of a training: every value that options had left open.</summary>
public sealed record TrainingRecipe
{
    /// <summary>The effort: that of the options, or the one that a time budget allowed.</summary>
    public required Effort Effort { get; init; }

    /// <summary>The values, by the names of the options that would set them, such as "Training.Epochs".</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>What the next effort costs and gives, as measured on several data sets; null where there is none.</summary>
    public string? Next { get; init; }

    /// <summary>Two recipes are equal where their efforts and settings are.</summary>
    public bool Equals(TrainingRecipe? other) =>
        other is not null && Effort == other.Effort && Settings.OrderBy(Name).SequenceEqual(other.Settings.OrderBy(Name));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Effort, Settings.Count);

    /// <summary>The effort and the settings in one line.</summary>
    public override string ToString() => $"{Effort}: {string.Join(", ", Settings.Select(pair => $"{pair.Key} {pair.Value}"))}";

    /// <summary>The settings of an encoder, by the names of its options.</summary>
    internal static IEnumerable<KeyValuePair<string, string>> SettingsOf(EncoderOptions encoder) =>
    [
        new("Encoder.Kind", $"{encoder.Kind}"),
        new("Encoder.EmbeddingSize", Invariant($"{encoder.EmbeddingSize}")),
        new("Encoder.HiddenSize", encoder.RecurrentSize is { } size ? Invariant($"{size}") : "none"),
    ];

    /// <summary>The settings of a training, by the names of its options.</summary>
    internal static IEnumerable<KeyValuePair<string, string>> SettingsOf(TrainingOptions training) =>
    [
        new("Training.Epochs", Invariant($"{training.Epochs}")),
        new("Training.BatchSize", Invariant($"{training.BatchSize}")),
        new("Training.LearningRate", Invariant($"{training.LearningRate}")),
    ];

    private static string Name(KeyValuePair<string, string> setting) => setting.Key;
}
