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

/// <summary>What a prediction engine gives for the classifier of any number of labels.</summary>
internal sealed class MultiLabelRow
{
    public string[] PredictedLabels { get; set; } = [];

    public float[] Score { get; set; } = [];
}

/// <summary>What a prediction engine gives for the entity extractor.</summary>
internal sealed class EntityRow
{
    public string[] Entities { get; set; } = [];

    public string[] EntitiesTypes { get; set; } = [];

    public int[] EntitiesStarts { get; set; } = [];

    public int[] EntitiesLengths { get; set; } = [];

    public float[] EntitiesScores { get; set; } = [];

    public string[] EntitiesTokens { get; set; } = [];

    public string[] EntitiesTags { get; set; } = [];
}

/// <summary>What a prediction engine gives for the summarizer.</summary>
internal sealed class SummarizedRow
{
    public string Summary { get; set; } = "";

    public int[] SummarySentences { get; set; } = [];

    public float[] SummaryScores { get; set; } = [];

    public int[] SummaryStarts { get; set; } = [];

    public int[] SummaryLengths { get; set; } = [];
}

/// <summary>What a prediction engine gives for the binary classifier.</summary>
internal sealed class BinaryRow
{
    public bool PredictedLabel { get; set; }

    public float Score { get; set; }

    public float Probability { get; set; }
}
