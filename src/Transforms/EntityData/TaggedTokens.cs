using Microsoft.ML.Data;

namespace ContextMemory.MLNet;

/// <summary>Tokens with a tag each, as <c>LoadFromEnumerable</c> takes them and entity extraction learns from them.</summary>
public sealed class TaggedTokens
{
    /// <summary>The tokens. "\n" is the end of a line: it parts two sentences of one row.</summary>
    [ColumnName("Text")]
    public string[] Tokens { get; set; } = [];

    /// <summary>The tag of each token: B-, I- (also E-, S- or L-, U-) and a type, or O.</summary>
    [ColumnName("Label")]
    public string[] Tags { get; set; } = [];
}
