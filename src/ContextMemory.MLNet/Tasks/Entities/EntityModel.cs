using System.Collections.Concurrent;
using ContextMemory.MLNet.Encoders;
using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tasks.Entities;

/// <summary>What is done with a text's lattice of tags. Called from several threads at once where several are asked for.</summary>
internal delegate void LatticeReader(int text, in TagLattice lattice, Arena arena);

/// <summary>
/// From tokens to tags: one or several encoders, whose scores are averaged (Lakshminarayanan 2017), to which those of sparse features are
/// added; and a conditional random field over the sum (Huang 2015; Lample 2016). The weights are read-only once trained and all working
/// memory is rented, so a model is used from any number of threads at once.
/// </summary>
internal sealed class EntityModel
{
    private readonly ConcurrentBag<Scratch> _scratch = [];
    private readonly List<EntityMember> _members = [];
    private readonly FeatureScores _context;
    private readonly Kernels _kernels;

    public EntityModel(EntityCoder coder, EncoderOptions options, TagSet tags, Kernels kernels, int members = 1)
    {
        Coder = coder;
        Options = options;
        Tags = tags;
        _kernels = kernels;
        for (int i = 1; i <= members; i++)
        {
            _members.Add(new EntityMember(Layout, i == 1 ? "" : $"member{i}.", coder, options, tags.Names.Count));
        }

        _context = new FeatureScores(Layout, "context", coder.Context.RowCount, tags.Names.Count);
        Field = new ConditionalRandomField(Layout, "crf", tags.Transitions);
    }

    public EntityCoder Coder { get; }

    public EncoderOptions Options { get; }

    public TagSet Tags { get; }

    public ParameterLayout Layout { get; } = new();

    public Weights Weights => field ??= new Weights(Layout, _kernels);

    public ConditionalRandomField Field { get; }

    /// <summary>How many encoders answer together.</summary>
    public int MemberCount => _members.Count;

    /// <summary>The first encoder's embedding table of words.</summary>
    public Matrix WordTable => Weights[_members[0].WordTable];

    /// <inheritdoc cref="EntityMember.FrozenWords"/>
    public bool[]? FrozenWords => _members[0].FrozenWords;

    /// <summary>Gives all members the word vectors of the first.</summary>
    /// <param name="frozenRows">Those that stay as they are; null for none.</param>
    public void ShareWordVectors(bool[]? frozenRows)
    {
        foreach (EntityMember member in _members)
        {
            member.FrozenWords = frozenRows;
            if (member != _members[0])
            {
                WordTable.CopyTo(Weights[member.WordTable]);
            }
        }

        Weights.Changed();
    }

    /// <summary>The tables that a batch's codes look up.</summary>
    public void VisitCodes(EntityBatch batch, Action<Parameter, ReadOnlyMemory<int>> visit)
    {
        for (int text = 0; text < batch.Count; text++)
        {
            foreach (EntityMember member in _members)
            {
                member.VisitCodes(batch, text, visit);
            }

            visit(_context.Table, batch.Context.CodesOf(text));
        }
    }

    /// <summary>What the texts' segments hand on to the next ones, as it is before the first; see <see cref="Encoder.StateSize"/>.</summary>
    public Matrix CreateMemory(Pass pass, EntityBatch batch) =>
        pass.Arena.AllocateCleared(batch.Count, batch.Rounds > 1 ? _members[0].StateSize : 0);

    /// <summary>One member's scores of the tags for one round's tokens, [rows x tags]; <paramref name="memory"/> moves on.</summary>
    public Matrix ReadSegments(Pass pass, EntityBatch batch, int round, Matrix memory, int member)
    {
        batch.Select(round);
        pass.StartStream(round * MemberCount + member);
        Matrix state = pass.Arena.Allocate(batch.Texts.Length, memory.Columns);
        RowMoves.Gather(memory, batch.Texts, state);
        Matrix scores = _members[member].Forward(pass, batch, state);
        RowMoves.Scatter(state, batch.Texts, memory);
        _context.Add(pass, batch.Context.Codes, scores);
        return scores;
    }

    /// <summary>The way back through <see cref="ReadSegments"/>, of the round and the member that were read last.</summary>
    public void BackwardSegments(Pass pass, EntityBatch batch, Matrix gradient, int member)
    {
        _context.Backward(pass, batch.Context.Codes, gradient);
        _members[member].Backward(pass, batch, gradient);
    }

    /// <summary>Reads many texts, each of at least one token, and calls <paramref name="read"/> once for each.</summary>
    public void Run(IReadOnlyList<EntityCodes> texts, LatticeReader read, int threads = 1)
    {
        var groups = new DocumentGroups();
        groups.Form([.. texts.Select(text => text.Words)], Options.SegmentLength, threads);
        var limit = new ParallelOptions { MaxDegreeOfParallelism = threads };
        Parallel.For(0, groups.Count, limit, group => RunTogether(texts, groups[group], read));
    }

    /// <summary>One member's scores of every token of all texts, text by text.</summary>
    public Matrix ReadAll(Pass pass, EntityBatch batch, Span<int> offsets, int member)
    {
        int total = 0;
        for (int text = 0; text < batch.Count; text++)
        {
            offsets[text] = total;
            total += batch.Words.CodesOf(text).Length;
        }

        Matrix scores = pass.Arena.Allocate(total, Tags.Names.Count);
        Matrix memory = CreateMemory(pass, batch);
        for (int round = 0; round < batch.Rounds; round++)
        {
            Arena.Mark mark = pass.Arena.Now;
            Matrix rows = ReadSegments(pass, batch, round, memory, member);
            CopyRows(batch, rows, scores, offsets, isBack: false);
            pass.Arena.Release(mark);
        }

        return scores;
    }

    /// <summary>Copies a round's rows to the texts' places or back.</summary>
    public static void CopyRows(EntityBatch batch, Matrix roundRows, Matrix textRows, ReadOnlySpan<int> offsets, bool isBack)
    {
        SequenceBatch sequences = batch.Sequences;
        for (int sequence = 0; sequence < sequences.Count; sequence++)
        {
            int place = offsets[batch.Texts[sequence]] + sequences.Position(sequence);
            Matrix round = roundRows.RowRange(sequences.Offset(sequence), sequences.Length(sequence));
            Matrix text = textRows.RowRange(place, sequences.Length(sequence));
            (isBack ? text : round).CopyTo(isBack ? round : text);
        }
    }

    private void RunTogether(IReadOnlyList<EntityCodes> texts, ReadOnlySpan<int> members, LatticeReader read)
    {
        if (!_scratch.TryTake(out Scratch? scratch))
        {
            scratch = new Scratch(Weights);
        }

        Pass pass = scratch.Pass;
        pass.Reset();
        scratch.Batch.Start(Options.SegmentLength);
        foreach (int member in members)
        {
            scratch.Batch.Add(texts[member]);
        }

        Span<int> offsets = pass.Arena.AllocateIntegers(members.Length);
        Matrix scores = ReadAll(pass, scratch.Batch, offsets, 0);
        for (int member = 1; member < MemberCount; member++)
        {
            Arena.Mark mark = pass.Arena.Now;
            pass.Kernels.Add(ReadAll(pass, scratch.Batch, offsets, member).Span, scores.Span);
            pass.Arena.Release(mark);
        }

        pass.Kernels.Scale(1f / MemberCount, scores.Span);
        for (int i = 0; i < members.Length; i++)
        {
            Arena.Mark mark = pass.Arena.Now;
            TagLattice lattice = Field.Read(pass, scores.RowRange(offsets[i], texts[members[i]].Words.Length));
            read(members[i], lattice, pass.Arena);
            pass.Arena.Release(mark);
        }

        _scratch.Add(scratch);
    }

    private sealed class Scratch(Weights weights)
    {
        public Pass Pass { get; } = new(weights);

        public EntityBatch Batch { get; } = new();
    }
}
