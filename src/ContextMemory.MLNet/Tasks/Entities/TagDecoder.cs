using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Layers.Losses;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tasks.Entities;

/// <summary>
/// Finds the tags and entities of one text from the scores of its tokens, which come segment by segment: no more than a segment and the
/// look-ahead are kept. A token's tag is decided when the scores of so many tokens behind it are known (fixed-lag decoding); that of the last
/// ones when the text ends.
/// </summary>
/// <param name="model">What gives the scores.</param>
/// <param name="lookAhead">How many tokens behind a token are known before its tag is decided.</param>
/// <param name="longest">Tokens of the longest entity; a longer one is found in parts.</param>
internal sealed class TagDecoder(EntityModel model, int lookAhead = TagDecoder.UsualLookAhead, int longest = int.MaxValue)
{
    // Far more than an entity has tokens: what is further away changes neither a tag nor a probability.
    public const int UsualLookAhead = 512;

    private readonly List<bool> _blanks = [];
    private TagCarry? _carry;
    private float[] _waiting = [];
    private int _lastTag;

    // The entity that the token decided last belongs to, -1 where that is outside, and the logarithm of its probability so far.
    private long _entityStart = -1;
    private int _entityTag;
    private double _logProbability;

    /// <summary>How many tokens have a tag.</summary>
    public long Decided { get; private set; }

    /// <summary>The first token that may belong to an entity that is not there yet.</summary>
    public long FirstOpen => _entityStart >= 0 ? _entityStart : Decided;

    /// <summary>Tags are added to it as they are decided; null where only entities are asked for.</summary>
    public List<int>? Tags { get; init; }

    /// <summary>Entities are added to it as they are found, in the order of the text.</summary>
    public List<DecodedEntity> Entities { get; } = [];

    /// <summary>Takes the tags' scores of the next segment.</summary>
    /// <param name="pass">The worker's state.</param>
    /// <param name="scores">[tokens x tags].</param>
    /// <param name="blanks">Which of the tokens are white space.</param>
    /// <param name="goesOn">Whether further segments follow.</param>
    public void Take(Pass pass, Matrix scores, ReadOnlySpan<bool> blanks, bool goesOn)
    {
        Matrix window = BehindWaiting(pass.Arena, scores);
        _blanks.AddRange(blanks);
        int count = goesOn ? Math.Max(0, window.Rows - lookAhead) : window.Rows;
        if (count > 0)
        {
            TagLattice lattice = model.Field.Read(pass, window, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_blanks), _carry, goesOn);
            Span<int> tags = pass.Arena.AllocateIntegers(window.Rows);
            lattice.FindBest(pass.Arena, tags);
            Decide(lattice, tags[..count]);
            if (goesOn)
            {
                _carry ??= new TagCarry(scores.Columns);
                lattice.Leave(count - 1, tags[count - 1], _carry);
            }
        }

        _blanks.RemoveRange(0, count);
        _waiting = window.RowRange(count, window.Rows - count).Span.ToArray();
        if (!goesOn)
        {
            EndEntity(share: 1);
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
            if (_entityStart >= 0 && model.Tags.GoesOn(tag) && Decided - _entityStart < longest)
            {
                _logProbability += lattice.LogProbability(token, steps, tag);
            }
            else
            {
                // Tags without ends also begin longer entities.
                double goesOn = _entityStart >= 0 && model.Tags.Continuation(_lastTag) is { } further
                    ? Math.Exp(lattice.LogProbability(token, steps, further))
                    : 0;
                EndEntity(1 - goesOn);
                if (tag != TagSet.Outside)
                {
                    _entityStart = Decided;
                    _entityTag = tag;
                    _logProbability = lattice.LogProbability(token, tag);
                }
            }

            _lastTag = tag;
            Tags?.Add(tag);
            Decided++;
        }
    }

    private void EndEntity(double share)
    {
        if (_entityStart >= 0)
        {
            float score = (float)Math.Clamp(share * Math.Exp(_logProbability), 0, 1);
            Entities.Add(new DecodedEntity(_entityStart, (int)(Decided - _entityStart), _entityTag, score));
            _entityStart = -1;
        }
    }
}
