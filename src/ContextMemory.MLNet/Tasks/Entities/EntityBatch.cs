using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Networks;

namespace ContextMemory.MLNet.Tasks.Entities;

/// <summary>Texts that are read together, segment by segment: for each of the model's tables the codes that look it up.</summary>
internal sealed class EntityBatch : ISegmentBatch
{
    private readonly List<EntityCodes> _texts = [];
    private readonly List<int> _starts = [];
    private readonly List<int> _groups = [];
    private readonly Dictionary<int, int> _firsts = [];

    public DocumentBatch Words { get; } = new();

    public DocumentBatch NGrams { get; } = new();

    public DocumentBatch Spelling { get; } = new();

    public DocumentBatch Context { get; } = new();

    /// <summary>The pieces of tokens; no text where no transformer reads them.</summary>
    public DocumentBatch Pieces { get; } = new();

    /// <summary>The transformer's inputs for the selected round, once they are laid out.</summary>
    public PieceBatch Inputs { get; } = new();

    /// <summary>The words of the selected round; none where the model does not read their characters.</summary>
    public WordBatch Characters { get; } = new();

    public int Count => Words.Count;

    public int Rounds => Words.Rounds;

    /// <summary>The segments of the selected round.</summary>
    public SequenceBatch Sequences => Words.Sequences;

    /// <summary>The text of each segment of the selected round.</summary>
    public ReadOnlySpan<int> Texts => Words.Documents;

    /// <summary>For each row of the selected round the first row of its segment that is the same word.</summary>
    public ReadOnlySpan<int> Repeats => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_groups);

    /// <summary>The pieces of the text before a segment of the selected round, as far as they are known.</summary>
    public ReadOnlySpan<int> PiecesBefore(int segment) =>
        Pieces.CodesBefore(segment) is { IsEmpty: false } before ? before : _texts[Texts[segment]].PiecesBefore;

    /// <summary>The pieces of the text behind it.</summary>
    public ReadOnlySpan<int> PiecesBehind(int segment) =>
        Pieces.CodesBehind(segment) is { IsEmpty: false } behind ? behind : _texts[Texts[segment]].PiecesBehind;

    public void Start(int segmentLength)
    {
        Words.Start(segmentLength);
        NGrams.Start(segmentLength);
        Spelling.Start(segmentLength);
        Context.Start(segmentLength);
        Pieces.Start(segmentLength);
        _texts.Clear();
        _starts.Clear();
    }

    /// <summary>What was added.</summary>
    public EntityCodes this[int text] => _texts[text];

    /// <summary>Adds a text of at least one token.</summary>
    /// <param name="codes">Its codes.</param>
    /// <param name="start">Where it starts, if it is a segment of a longer one.</param>
    public void Add(EntityCodes codes, int start = 0) => Add(codes, codes.Words, codes.Context, start);

    /// <summary>The same, with some of its words and features hidden.</summary>
    public void Add(EntityCodes codes, ReadOnlyMemory<int> words, ReadOnlyMemory<int> context, int start = 0)
    {
        Words.Add(words, start);
        NGrams.Add(codes.NGrams, start);
        Spelling.Add(codes.Spelling, start);
        Context.Add(context, start);
        if (codes.Pieces.Length > 0)
        {
            Pieces.Add(codes.Pieces, start);
        }

        _texts.Add(codes);
        _starts.Add(start);
    }

    public void Select(int round)
    {
        Words.Select(round);
        NGrams.Select(round);
        Spelling.Select(round);
        Context.Select(round);
        Pieces.Select(round);
        FindRepeats();
        CollectWords();
    }

    /// <summary>Texts number a repeated word by its first token; within a segment it is the first one there.</summary>
    private void FindRepeats()
    {
        _groups.Clear();
        for (int sequence = 0; sequence < Sequences.Count; sequence++)
        {
            int text = Texts[sequence];
            int[] repeats = _texts[text].Repeats;
            int place = Sequences.Position(sequence) - _starts[text];
            _firsts.Clear();
            for (int i = 0; i < Sequences.Length(sequence); i++)
            {
                int row = Sequences.Offset(sequence) + i;
                int word = repeats[place + i];
                _firsts.TryAdd(word, row);
                _groups.Add(_firsts[word]);
            }
        }
    }

    private void CollectWords()
    {
        Characters.Start();
        for (int sequence = 0; sequence < Sequences.Count; sequence++)
        {
            int text = Texts[sequence];
            int[][] characters = _texts[text].Characters;
            if (characters.Length > 0)
            {
                foreach (int[] word in characters.AsSpan(Sequences.Position(sequence) - _starts[text], Sequences.Length(sequence)))
                {
                    Characters.Add(word);
                }
            }
        }
    }
}
