using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Tasks.Entities;
using ContextMemory.MLNet.Torch.Layers;
using ContextMemory.MLNet.Torch.Sequences;
using ContextMemory.MLNet.Torch.Tensors;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Networks;

/// <summary>
/// From a tagger's codes to the scores of tags: embeddings of the word, of its character n-grams (beside them what an encoder reads in its
/// characters, where there is one) and of its spelling, encoder, linear layer, scores of sparse features.
/// </summary>
internal sealed class TagReader : IDisposable
{
    // Those of the managed engine, far from the streams of segments.
    private const int CharacterStream = 1 << 30;
    private const int PieceStream = (1 << 30) + (1 << 29);

    private readonly Pass _pass;
    private readonly MemberSpec _member;
    private readonly Encoder _encoder;
    private readonly MemberSpec? _characters;
    private readonly DocumentReader? _characterReader;
    private readonly EmbeddingSpec? _pieces;
    private readonly Encoder? _transformer;

    /// <param name="pass">Has the parameters.</param>
    /// <param name="member">What is built.</param>
    public TagReader(Pass pass, MemberSpec member)
    {
        _pass = pass;
        _member = member;
        _encoder = Encoder.Build(pass, member.Encoder, $"{member.Prefix}encoder.");
        _characters = member.Embeddings[1].Characters;
        _characterReader = _characters is null ? null : new DocumentReader(pass, _characters, CharacterStream);
        _pieces = member.Embeddings.FirstOrDefault(table => table.Transformer is not null);
        _transformer = _pieces is null ? null : Encoder.Build(pass, _pieces.Transformer!.Options, $"{PieceReader.Prefix}encoder.");
    }

    /// <summary>The shapes of what a text hands on from segment to segment.</summary>
    public IReadOnlyList<long[]> StateShapes => _encoder.StateShapes;

    /// <summary>Reads these texts segment by segment.</summary>
    public SegmentReader Open(EntityBatch texts) => new(_pass, StateShapes, (round, state) => Read(texts, round, state));

    public void Dispose()
    {
        _encoder.Dispose();
        _characterReader?.Dispose();
        _transformer?.Dispose();
    }

    /// <summary>The tags' scores for one round's tokens, [rows x tags].</summary>
    /// <param name="batch">What is read.</param>
    /// <param name="round">Which segment of each text.</param>
    /// <param name="state">Of the segments of the round; replaced by what they leave. Empty where every text has this one segment.</param>
    public Tensor Read(EntityBatch batch, int round, Span<Tensor> state)
    {
        batch.Select(round);
        Tensor nGrams = Embed(1, batch.NGrams);
        nGrams = _characterReader is null ? nGrams : nGrams.Plus(ReadCharacters(batch.Characters));
        Tensor[] pieces = _transformer is null ? [] : [ReadPieces(batch)];
        _pass.StartStream(round);
        Tensor input = cat([Embed(0, batch.Words), nGrams, Embed(2, batch.Spelling), .. pieces], 1);
        Tensor rows = _encoder.Forward(
            _pass, SequenceShape.Of(batch.Sequences, _pass.Device), _pass.Dropout(input, _member.InputDropout), state);
        var head = (LinearHeadSpec)_member.Heads[0];
        Tensor joined = RepeatedWords.Forward(_pass, batch.Repeats, _pass.Dropout(rows, head.Dropout));
        return _pass.Linear(head.Name, joined).Plus(Embedding.Sum(_pass, _member.Heads[1].Name, batch.Context.Codes));
    }

    private Tensor Embed(int table, DocumentBatch codes) => Embedding.Mean(_pass, _member.Embeddings[table].Name, codes.Codes);

    /// <summary>For each token what the transformer makes of its first piece.</summary>
    private Tensor ReadPieces(EntityBatch batch)
    {
        PieceBatch inputs = batch.Inputs;
        inputs.Set(batch, _pieces!.Transformer!);
        _pass.StartStream(PieceStream);
        Tensor embedded = Embedding.Mean(_pass, _pieces.Name, inputs.Codes);
        Tensor read = _transformer!.Forward(_pass, SequenceShape.Of(inputs.Sequences, _pass.Device), embedded, []);
        return read.index_select(0, _pass.Numbers(inputs.FirstPieces));
    }

    /// <summary>For each token the vector that is read in its characters.</summary>
    private Tensor ReadCharacters(WordBatch batch)
    {
        // A word is one segment.
        Tensor words = _characterReader!.Pool(batch.Words, _characterReader.Read(batch.Words, round: 0, []));
        return _pass.Linear(_characters!.Heads[0].Name, words).index_select(0, _pass.Numbers(batch.WordOfRow));
    }
}
