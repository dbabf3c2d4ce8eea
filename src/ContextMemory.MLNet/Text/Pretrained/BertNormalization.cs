namespace ContextMemory.MLNet.Text.Pretrained;

/// <summary>What is done to a text before WordPiece reads it: the options of the reference's BertNormalizer.</summary>
/// <param name="CleanText">Drop control characters.</param>
/// <param name="SplitIdeographs">Make each CJK ideograph a word.</param>
/// <param name="StripAccents">Decompose characters, and drop their marks.</param>
/// <param name="LowerCase">Write all letters small.</param>
internal readonly record struct BertNormalization(bool CleanText, bool SplitIdeographs, bool StripAccents, bool LowerCase);
