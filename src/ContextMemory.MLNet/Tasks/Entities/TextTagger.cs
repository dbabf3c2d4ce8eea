using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Layers.Losses;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tasks.Entities;

/// <summary>
/// Finds the tags and entities of one text of at least one token, segment by segment: whatever the length of the text, no more than a
/// segment and the look-ahead are kept of what is computed. A token's tag is decided when the scores of so many tokens behind it are
/// known (fixed-lag decoding); that of the last ones when the text ends.
/// </summary>
/// <param name="model">What gives the scores.</param>
/// <param name="text">The text.</param>
/// <param name="lookAhead">How many tokens behind a token are known before its tag is decided.</param>
internal sealed class TextTagger(EntityModel model, TokenizedText text, int lookAhead = TextTagger.UsualLookAhead)
{
    // Far more than an entity has tokens: what is further away changes neither a tag nor a probability.
    private const int UsualLookAhead = 512;

    private readonly int[] _tags = new int[text.Tokens.Count];
    private readonly List<FoundEntity> _entities = [];
    private EntityCoder.Reader? _reader;
    private TagCarry? _carry;
    private float[] _waiting = [];
    private int _decided;

    // The entity that the token decided last belongs to, -1 where that is outside, and the logarithm of its probability so far.
    private int _entityStart = -1;
    private double _logProbability;

    public int TokenCount => _tags.Length;

    /// <summary>How many tokens have been read.</summary>
    public int TokensRead { get; private set; }

    /// <summary>What was found, when all has been read.</summary>
    public ExtractedText Result => new(_tags, _entities);

    /// <summary>Reads the next segment.</summary>
    public EntityCodes Read()
    {
        _reader ??= new EntityCoder.Reader(model.Coder, text);
        int count = Math.Min(model.Options.SegmentLength, TokenCount - TokensRead);
        EntityCodes codes = _reader.Read(TokensRead, count);
        TokensRead += count;
        return codes;
    }

    /// <summary>Takes the tags' scores for the segment that was read last, [tokens x tags].</summary>
    public void Take(Pass pass, Matrix scores)
    {
        Matrix window = BehindWaiting(pass.Arena, scores);
        bool goesOn = TokensRead < TokenCount;
        int count = goesOn ? Math.Max(0, window.Rows - lookAhead) : window.Rows;
        if (count > 0)
        {
            var blanks = new bool[window.Rows];
            for (int token = 0; token < blanks.Length; token++)
            {
                blanks[token] = text.IsBlank(_decided + token);
            }

            TagLattice lattice = model.Field.Read(pass, window, blanks, _carry, goesOn);
            Span<int> tags = pass.Arena.AllocateIntegers(window.Rows);
            lattice.FindBest(pass.Arena, tags);
            Decide(lattice, tags[..count]);
            if (goesOn)
            {
                _carry ??= new TagCarry(scores.Columns);
                lattice.Leave(count - 1, tags[count - 1], _carry);
            }
        }

        if (goesOn)
        {
            _waiting = window.RowRange(count, window.Rows - count).Span.ToArray();
        }
        else
        {
            End();
        }
    }

    private Matrix BehindWaiting(Arena arena, Matrix scores)
    {
        int waiting = _waiting.Length / scores.Columns;
        Matrix window = arena.Allocate(waiting + scores.Rows, scores.Columns);
        _waiting.CopyTo(window.RowRange(0, waiting).Span);
        scores.CopyTo(window.RowRange(waiting, scores.Rows));
        return window;
    }

    private void Decide(in TagLattice lattice, ReadOnlySpan<int> tags)
    {
        for (int token = 0; token < tags.Length; token++)
        {
            ReadOnlySpan<double> steps = token > 0 ? lattice.Steps(token - 1, tags[token - 1]) : _carry is null ? [] : _carry.Steps;
            int tag = tags[token];
            if (_entityStart >= 0 && model.Tags.GoesOn(tag))
            {
                _logProbability += lattice.LogProbability(token, steps, tag);
            }
            else
            {
                // Tags without ends also begin longer entities.
                double goesOn = _entityStart >= 0 && model.Tags.Continuation(_tags[_decided - 1]) is { } further
                    ? Math.Exp(lattice.LogProbability(token, steps, further))
                    : 0;
                EndEntity(1 - goesOn);
                if (tag != TagSet.Outside)
                {
                    _entityStart = _decided;
                    _logProbability = lattice.LogProbability(token, tag);
                }
            }

            _tags[_decided++] = tag;
        }
    }

    private void EndEntity(double share)
    {
        if (_entityStart >= 0)
        {
            var entity = new EntitySpan(_entityStart, _decided - _entityStart, model.Tags.TypeName(_tags[_entityStart]));
            _entities.Add(new FoundEntity(entity, (float)Math.Clamp(share * Math.Exp(_logProbability), 0, 1)));
            _entityStart = -1;
        }
    }

    private void End()
    {
        EndEntity(share: 1);
        _reader = null;
        _carry = null;
        _waiting = [];
    }
}
