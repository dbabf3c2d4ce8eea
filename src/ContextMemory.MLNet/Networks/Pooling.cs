namespace ContextMemory.MLNet;

/// <summary>How the vectors of a text's tokens become one vector. Several can be joined with |; the vector then holds one part for each.</summary>
[Flags]
public enum Pooling
{
    /// <summary>The mean over all tokens.</summary>
    Mean = 1,

    /// <summary>The largest value of each element over all tokens.</summary>
    Max = 2,

    /// <summary>The vector of the last token.</summary>
    Last = 4,

    /// <summary>A weighted mean, the weights given by additive attention (Bahdanau 2015; Yang 2016).</summary>
    Attention = 8,

    /// <summary>
    /// The vector of the first token: of a pretrained transformer, that of the special token with which each input begins. Of a text that is read
    /// in several segments, the mean of the first tokens of all.
    /// </summary>
    First = 16,
}
