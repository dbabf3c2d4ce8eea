namespace ContextMemory.MLNet;

/// <summary>How much of a text its summary is, and which sentences may stand together in it. Of several limits the tightest holds.</summary>
public sealed record SummaryLimits
{
    /// <summary>The most sentences of a summary.</summary>
    /// <value>1 to 10,000; the default is 3.</value>
    public int Sentences { get; init; } = 3;

    /// <summary>
    /// The most words of a summary, or 0 for no limit. In scripts written without spaces a character counts as a word. A sentence that
    /// is too long for what is left is passed over; the best sentence is taken even if it is longer.
    /// </summary>
    /// <value>0 to 1,000,000; the default is 0.</value>
    public int Words { get; init; }

    /// <summary>The largest share of the text's words that its summary may have; the best sentence is taken even if it is longer.</summary>
    /// <value>Above 0, at most 1; the default is 1.</value>
    public double Share { get; init; } = 1;

    /// <summary>How a summary is kept from saying the same thing twice.</summary>
    /// <value>The default is <see cref="SummaryRedundancy.TrigramBlocking"/>.</value>
    public SummaryRedundancy Redundancy { get; init; } = SummaryRedundancy.TrigramBlocking;

    /// <summary>Weight of unlikeness against score, for <see cref="SummaryRedundancy.MarginalRelevance"/>.</summary>
    /// <value>0 to 1; the default is 0.3.</value>
    public double Diversity { get; init; } = 0.3;

    /// <summary>Whether the sentences keep the order of the text; if not, the best comes first.</summary>
    /// <value>The default is true.</value>
    public bool KeepsOrder { get; init; } = true;

    internal void Validate(OptionFaults faults)
    {
        faults.Range(nameof(Sentences), Sentences, 1, 10_000, "3 is usual");
        faults.Range(nameof(Words), Words, 0, 1_000_000, "0 sets no limit");
        faults.Check(
            Share is > 0 and <= 1,
            nameof(Share),
            Share.ToString(System.Globalization.CultureInfo.InvariantCulture),
            "above 0, at most 1",
            "1 sets no limit");
        faults.Defined(nameof(Redundancy), Redundancy, "use TrigramBlocking");
        faults.Range(nameof(Diversity), Diversity, 0, 1, "0.3 is usual");
    }
}
