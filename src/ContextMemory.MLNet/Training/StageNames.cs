namespace ContextMemory.MLNet;

/// <summary>What the stages of a training are called in messages.</summary>
public static class StageNames
{
    /// <summary>The name of a stage in lower case: "counting words" for instance. It says what is being done.</summary>
    /// <param name="stage">The stage, that of <see cref="TrainingReport.CancelledIn"/> for instance.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such stage.</exception>
    public static string Of(TrainingStage stage) => stage switch
    {
        TrainingStage.ReadingLabels => "reading labels",
        TrainingStage.CountingWords => "counting words",
        TrainingStage.EncodingRows => "encoding rows",
        TrainingStage.ReadingWordVectors => "reading word vectors",
        TrainingStage.Pretraining => "pretraining",
        TrainingStage.Training => "training",
        TrainingStage.Validation => "validation",
        TrainingStage.CountingNGrams => "counting n-grams",
        TrainingStage.LinearPart => "training the linear part",
        TrainingStage.DocumentMemory => "writing the document memory",
        TrainingStage.Mixture => "fitting the mixture",
        TrainingStage.Thresholds => "fitting the thresholds",
        TrainingStage.OldRows => "measuring rows of earlier trainings",
        TrainingStage.KeepingRows => "choosing rows to keep",
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, "There is no such stage."),
    };
}
