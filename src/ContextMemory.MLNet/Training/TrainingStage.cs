namespace ContextMemory.MLNet;

/// <summary>What a training is doing. Which stages there are depends on the task, the options and the rows.</summary>
public enum TrainingStage
{
    /// <summary>Labels that are text are read, to number them.</summary>
    ReadingLabels,

    /// <summary>The rows are read for the first time: words, or the features of words, are counted.</summary>
    CountingWords,

    /// <summary>The rows are read for the second time and kept as numbers; a summarizer's targets are found.</summary>
    EncodingRows,

    /// <summary>The file of word vectors is read.</summary>
    ReadingWordVectors,

    /// <summary>A classifier's encoders learn from the texts alone, in epochs of their own.</summary>
    Pretraining,

    /// <summary>The model learns, in epochs.</summary>
    Training,

    /// <summary>The model is measured on the validation rows: at the end of each epoch, and once more when a classifier is trained.</summary>
    Validation,

    /// <summary>The runs of words of a classifier's linear part are counted, and the rows turned into vectors of them.</summary>
    CountingNGrams,

    /// <summary>A classifier's linear part learns.</summary>
    LinearPart,

    /// <summary>Documents are written to a classifier's memory.</summary>
    DocumentMemory,

    /// <summary>It is found how much each part of a classifier counts, and the temperature of its probabilities.</summary>
    Mixture,

    /// <summary>It is found from which probability on a text has each of any number of labels.</summary>
    Thresholds,

    /// <summary>A model that was trained further is measured on the rows that were kept of earlier trainings.</summary>
    OldRows,

    /// <summary>Rows are chosen that the model keeps for a later training.</summary>
    KeepingRows,
}
