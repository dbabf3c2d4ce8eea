namespace ContextMemory.MLNet;

/// <summary>How the sentences of a summary are found.</summary>
public enum SummaryMethod
{
    /// <summary>A model that has learned from reference summaries, or from labels of the sentences.</summary>
    Trained,

    /// <summary>The first sentences. Needs no training.</summary>
    Lead,

    /// <summary>The sentences that share most words with the others (Mihalcea and Tarau 2004). Needs no training.</summary>
    TextRank,

    /// <summary>TextRank that favours early sentences, after the idea of PositionRank (Florescu and Caragea 2017). Needs no training.</summary>
    PositionRank,

    /// <summary>The sentences that are like most others by the cosine of their tf-idf vectors (Erkan and Radev 2004). Needs no training.</summary>
    LexRank,

    /// <summary>The sentences whose tf-idf vector is most like that of the whole text. Needs no training.</summary>
    TfIdf,
}
