namespace ContextMemory.MLNet.Text.Pretrained.SentencePiece;

/// <summary>What a tokenizer of SentencePiece does with spaces, apart from <see cref="MarkedText.Space"/> before each word.</summary>
/// <param name="SplitsAtAll">Words end at all white space, which is dropped; otherwise at U+0020 alone.</param>
/// <param name="JoinsRuns">Several U+0020 in a row count as one.</param>
/// <param name="DropsLast">White space at the end of a text is dropped.</param>
internal readonly record struct UnigramSpaces(bool SplitsAtAll, bool JoinsRuns, bool DropsLast)
{
    /// <summary>Those of a model of SentencePiece by itself.</summary>
    public static readonly UnigramSpaces Usual = new(SplitsAtAll: false, JoinsRuns: true, DropsLast: true);
}
