namespace ContextMemory.MLNet.Text.Pretrained;

/// <summary>The ids of the pieces that stand for no text.</summary>
/// <param name="Start">Before a text: [CLS] or &lt;s&gt;.</param>
/// <param name="End">Behind a text: [SEP] or &lt;/s&gt;.</param>
/// <param name="Unknown">For what no piece matches.</param>
/// <param name="Padding">Behind the end of a short text.</param>
/// <param name="Mask">For a piece that is hidden; null where the vocabulary has none.</param>
internal readonly record struct SpecialPieces(int Start, int End, int Unknown, int Padding, int? Mask)
{
    public IEnumerable<int> Ids => Mask is { } mask ? [Start, End, Unknown, Padding, mask] : [Start, End, Unknown, Padding];

    /// <summary>Whether all are ids of a vocabulary of so many pieces.</summary>
    public bool AreIn(int vocabularySize) => Ids.All(id => id >= 0 && id < vocabularySize);
}
