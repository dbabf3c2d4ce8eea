namespace ContextMemory.MLNet.Text.Pretrained;

/// <summary>
/// Turns text into the pieces that a pretrained transformer was trained with, and says where each stands in the text. It takes the names of special
/// pieces for ordinary text, unlike the reference: who writes "[SEP]" into a text cannot end it. Instances are safe for use by several threads.
/// </summary>
internal abstract class PretrainedTokenizer(SpecialPieces special)
{
    public SpecialPieces Special => special;

    /// <summary>The piece before a text.</summary>
    public int Start => special.Start;

    /// <summary>The piece behind a text.</summary>
    public int End => special.End;

    /// <summary>The piece for what no piece matches.</summary>
    public int Unknown => special.Unknown;

    /// <summary>The piece that fills up a short text.</summary>
    public int Padding => special.Padding;

    /// <summary>The piece that hides another; null where the vocabulary has none.</summary>
    public int? Mask => special.Mask;

    /// <summary>Ids are 0 to this, exclusive: the rows of the transformer's table.</summary>
    public abstract int VocabularySize { get; }

    /// <summary>Whether the first piece of a word has the space before it: a word alone must be given one to be read as a word.</summary>
    public virtual bool SpaceBeginsWords => false;

    /// <summary>The method, the size and what it does to letters, as "WordPiece, 30522 pieces, lower case".</summary>
    public abstract string Description { get; }

    /// <summary>Appends the pieces of a text, without special ones around it.</summary>
    public abstract void Encode(ReadOnlySpan<char> text, List<TextPiece> pieces);

    /// <summary>A piece as the vocabulary has it; empty where the id is that of no piece.</summary>
    public abstract string NameOf(int id);

    /// <summary>
    /// The last place in a text where it can be cut: the pieces of both sides are those of the whole, whatever follows. 0 where there is none.
    /// </summary>
    public abstract int LastCut(ReadOnlySpan<char> text);
}
