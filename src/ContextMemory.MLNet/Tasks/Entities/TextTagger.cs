using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tasks.Entities;

/// <summary>
/// Finds the tags and entities of one text of at least one token, segment by segment: whatever the length of the text, no more than a
/// segment and the look-ahead are kept of what is computed.
/// </summary>
/// <param name="model">What gives the scores.</param>
/// <param name="text">The text.</param>
/// <param name="lookAhead">How many tokens behind a token are known before its tag is decided.</param>
internal sealed class TextTagger(EntityModel model, TokenizedText text, int lookAhead = TagDecoder.UsualLookAhead)
{
    private readonly TagDecoder _decoder = new(model, lookAhead) { Tags = new List<int>(text.Tokens.Count) };
    private EntityCoder.Reader? _reader;
    private bool[] _blanks = [];

    public int TokenCount => text.Tokens.Count;

    /// <summary>How many tokens have been read.</summary>
    public int TokensRead { get; private set; }

    /// <summary>What was found, when all has been read.</summary>
    public ExtractedText Result => new([.. _decoder.Tags!], [.. _decoder.Entities.Select(InTokens)]);

    /// <summary>Reads the next segment.</summary>
    public EntityCodes Read()
    {
        _reader ??= new EntityCoder.Reader(model.Coder, text);
        int count = Math.Min(model.Options.SegmentLength, TokenCount - TokensRead);
        EntityCodes codes = _reader.Read(TokensRead, count);
        _blanks = codes.Blanks;
        TokensRead += count;
        return codes;
    }

    /// <summary>Takes the tags' scores for the segment that was read last, [tokens x tags].</summary>
    public void Take(Pass pass, Matrix scores)
    {
        bool goesOn = TokensRead < TokenCount;
        _decoder.Take(pass, scores, _blanks, goesOn);
        _reader = goesOn ? _reader : null;
    }

    private FoundEntity InTokens(DecodedEntity entity) =>
        new(new EntitySpan((int)entity.Start, entity.Length, model.Tags.TypeName(entity.Tag)), entity.Score);
}
