using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Networks;

/// <summary>What the vectors behind an encoder are turned into.</summary>
/// <param name="Name">What the names of its parameters begin with.</param>
internal abstract record HeadSpec(string Name);

/// <summary>A linear layer.</summary>
/// <param name="Name">What the names of its parameters begin with.</param>
/// <param name="Input">What it reads.</param>
/// <param name="Outputs">Dimensions of what comes out.</param>
internal sealed record LinearHeadSpec(string Name, HeadInput Input, int Outputs) : HeadSpec(Name)
{
    /// <summary>Share of the encoder's outputs that are set to zero while learning, before they are read.</summary>
    public double Dropout { get; init; }
}

/// <summary>A linear model over sparse features of tokens: a row of scores for each feature, added to those of the linear head.</summary>
/// <param name="Name">What the name of its parameter begins with.</param>
/// <param name="Rows">Number of features.</param>
/// <param name="Outputs">Number of scores.</param>
internal sealed record FeatureHeadSpec(string Name, int Rows, int Outputs) : HeadSpec(Name);

/// <summary>A conditional random field over the scores of tags.</summary>
/// <param name="Name">What the names of its parameters begin with.</param>
/// <param name="Transitions">Which tags may follow one another.</param>
internal sealed record TagHeadSpec(string Name, TagTransitions Transitions) : HeadSpec(Name);

/// <summary>
/// A score for each sentence of a document: a second encoder reads the sentences' vectors beside features; two shortcuts lead past it, from
/// the features and from cue words.
/// </summary>
/// <param name="Memory">The second encoder.</param>
/// <param name="Features">Features of a sentence.</param>
/// <param name="FeatureHidden">Dimensions of the hidden layer over the features.</param>
/// <param name="CueRows">Rows of the table of cue words.</param>
internal sealed record SentenceHeadSpec(EncoderOptions Memory, int Features, int FeatureHidden, int CueRows) : HeadSpec("");
