using ContextMemory.MLNet;

namespace Serve;

/// <summary>Either a text or texts.</summary>
internal sealed record PredictRequest(string? Text, string[]? Texts);

/// <param name="Model">Which model has answered: the first digits of its file's SHA-256.</param>
/// <param name="Predictions">What it says of each text, in order.</param>
internal sealed record PredictResponse(string Model, IReadOnlyList<Prediction> Predictions);

/// <summary>What a model says of a text; of the members, those that are its task's.</summary>
internal sealed record Prediction
{
    /// <summary>The most probable class.</summary>
    public string? Label { get; init; }

    /// <summary>The labels whose probability reaches their threshold.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    public IReadOnlyList<LabelProbability>? Probabilities { get; init; }

    public IReadOnlyList<ExtractedEntity>? Entities { get; init; }

    public string? Summary { get; init; }

    public IReadOnlyList<float>? Vector { get; init; }
}

internal sealed record LabelProbability(string Label, float Probability);
