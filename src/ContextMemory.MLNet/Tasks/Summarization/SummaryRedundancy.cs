namespace ContextMemory.MLNet;

/// <summary>How a summary is kept from saying the same thing twice.</summary>
public enum SummaryRedundancy
{
    /// <summary>It is not: the sentences with the highest scores are taken.</summary>
    None,

    /// <summary>A sentence that has three words in a row in common with a sentence already chosen is left out (Paulus 2018, section 4).</summary>
    TrigramBlocking,

    /// <summary>
    /// Maximal marginal relevance (Carbonell and Goldstein 1998): a sentence's score loses by its likeness (tf-idf cosine) to the
    /// sentences already chosen, as <see cref="SummaryLimits.Diversity"/> says.
    /// </summary>
    MarginalRelevance,
}
