namespace Transforms.Tests.Support;

/// <summary>What a prediction engine gives for the encoder.</summary>
internal sealed class EncodedRow
{
    public float[] Features { get; set; } = [];
}

/// <summary>What a prediction engine gives for the multiclass classifier.</summary>
internal sealed class MulticlassRow
{
    public uint PredictedLabel { get; set; }

    public float[] Score { get; set; } = [];
}

/// <summary>What a prediction engine gives for the binary classifier.</summary>
internal sealed class BinaryRow
{
    public bool PredictedLabel { get; set; }

    public float Score { get; set; }

    public float Probability { get; set; }
}
