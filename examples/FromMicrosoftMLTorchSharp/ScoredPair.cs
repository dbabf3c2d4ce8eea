namespace FromMicrosoftMLTorchSharp;

/// <summary>Whether two messages are about the same thing, and how similar a model finds them.</summary>
internal sealed class ScoredPair
{
    public bool Label { get; init; }

    public float Score { get; init; }

    /// <summary>The evaluation asks for it; the area under the curve does not depend on it.</summary>
    public bool PredictedLabel => Score > 0.5f;
}
