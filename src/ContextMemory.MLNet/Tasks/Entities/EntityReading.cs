using System.Runtime.InteropServices;
using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Streaming;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tasks.Entities;

/// <summary>
/// Finds the entities of a document that comes in pieces: those that <see cref="EntityExtractor"/> finds in the whole, wherever the pieces end. Kept are
/// the tokens whose tags are not decided, those of an entity that goes on, and what segments hand on. For one thread at a time.
/// </summary>
internal sealed class EntityReading
{
    /// <summary>Tokens of the longest entity; a longer one is found in parts.</summary>
    public const int LongestEntity = 4_096;

    private readonly EntityModel _model;
    private readonly IPassObserver? _observer;
    private readonly Pass _pass;
    private readonly TokenStream _stream = new();
    private readonly EntityCoder.Reader _reader;
    private readonly EntityBatch _segment = new();
    private readonly TagDecoder _decoder;
    private readonly List<StreamedToken> _tokens = [];
    private long _firstToken;
    private long _tokensRead;
    private Matrix _memory;

    /// <param name="model">What reads it.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <param name="observer">Looks at the encoder; null where nobody does.</param>
    public EntityReading(EntityModel model, CancellationToken cancellation, IPassObserver? observer = null)
    {
        _model = model;
        _observer = observer;
        _pass = new Pass(model.Weights) { Cancellation = cancellation };
        _reader = new EntityCoder.Reader(model.Coder, TokenizedText.Of(""));
        _decoder = new TagDecoder(model, longest: LongestEntity);
    }

    private int SegmentLength => _model.Options.SegmentLength;

    private int Unread => (int)(_firstToken + _tokens.Count - _tokensRead);

    /// <summary>The entities that are known with this piece, in the order of the document, each once.</summary>
    public IEnumerable<TextEntity> Add(string piece)
    {
        for (int start = 0; start < piece.Length; start += TextScorer.Block)
        {
            _pass.Cancellation.ThrowIfCancellationRequested();
            _stream.Add(piece.AsSpan(start, Math.Min(TextScorer.Block, piece.Length - start)), _tokens);
            while (Unread >= SegmentLength + _model.Coder.Reach)
            {
                foreach (TextEntity entity in ReadSegment(SegmentLength, goesOn: true))
                {
                    yield return entity;
                }
            }
        }
    }

    /// <summary>The entities that are left.</summary>
    public IEnumerable<TextEntity> End()
    {
        _stream.End(_tokens);
        while (Unread > 0)
        {
            foreach (TextEntity entity in ReadSegment(Math.Min(SegmentLength, Unread), goesOn: Unread > SegmentLength))
            {
                yield return entity;
            }
        }
    }

    private TextEntity[] ReadSegment(int count, bool goesOn)
    {
        if (_tokensRead == 0)
        {
            _memory = _model.CreateMemory(_pass, 1, goesOn);
        }

        Arena.Mark mark = _pass.Arena.Now;
        int first = (int)(_tokensRead - _firstToken);
        int around = Math.Min(first, _model.Coder.Reach);
        int end = Math.Min(first + count + _model.Coder.Reach, _tokens.Count);
        TokenizedText part = TokenizedText.Of(CollectionsMarshal.AsSpan(_tokens)[(first - around)..end]);
        _reader.GoOn(part, around, around + count);
        EntityCodes codes = _reader.Read(around, count);
        _segment.Start(SegmentLength);
        _segment.Add(codes, SegmentPlace.Of(_tokensRead, SegmentLength));
        Matrix scores = _model.ReadSegments(_pass, _segment, round: 0, _memory, _observer);
        _decoder.Take(_pass, scores, codes.Blanks, goesOn);
        _pass.Arena.Release(mark);
        _tokensRead += count;
        return TakeFound();
    }

    private TextEntity[] TakeFound()
    {
        TextEntity[] found = [.. _decoder.Entities.Select(InDocument)];
        _decoder.Entities.Clear();
        int done = (int)(Math.Min(_decoder.FirstOpen, _tokensRead - _model.Coder.Reach) - _firstToken);
        if (done > 0)
        {
            _tokens.RemoveRange(0, done);
            _firstToken += done;
        }

        return found;
    }

    private TextEntity InDocument(DecodedEntity entity)
    {
        ReadOnlySpan<StreamedToken> tokens = CollectionsMarshal.AsSpan(_tokens).Slice((int)(entity.Start - _firstToken), entity.Length);
        int length = (int)Math.Min(tokens[^1].End - tokens[0].Start, int.MaxValue);
        return new TextEntity(tokens[0].Start, length, _model.Tags.TypeName(entity.Tag), TokenizedText.Of(tokens).Text, entity.Score);
    }
}
