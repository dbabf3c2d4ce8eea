using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Tasks.Entities;
using ContextMemory.MLNet.Torch.Layers;
using ContextMemory.MLNet.Torch.Losses;
using ContextMemory.MLNet.Torch.Networks;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Learning;

/// <summary>
/// That of a tagger: embeddings of the word, of its character n-grams (beside them what an encoder reads in its characters, where there is one)
/// and of its spelling, encoder, linear layer, scores of sparse features, conditional random field.
/// </summary>
internal sealed class TagGradient : TaskGradient
{
    // That of the managed engine, far from the streams of segments.
    private const int CharacterStream = 1 << 30;

    private readonly Pass _pass;
    private readonly MemberSpec _member;
    private readonly Networks.Encoder _encoder;
    private readonly MemberSpec? _characters;
    private readonly DocumentReader? _characterReader;

    public TagGradient(Pass pass, NetworkSpec network)
    {
        _pass = pass;
        _member = network.Members[0];
        _encoder = Networks.Encoder.Build(pass, _member.Encoder, $"{_member.Prefix}encoder.");
        _characters = _member.Embeddings[1].Characters;
        _characterReader = _characters is null ? null : new DocumentReader(pass, _characters, CharacterStream);
    }

    public override double Learn(ExampleBatch batch, double scale)
    {
        var tagged = (TaggedBatch)batch;
        EntityBatch texts = tagged.Texts;
        int[][] tags = [.. Enumerable.Range(0, texts.Count).Select(tagged.TagsOf)];
        return new SegmentedGradient(_pass, _encoder.StateShapes, (round, state) => Read(texts, round, state), Loss).Learn(texts.Words, scale);

        Tensor Loss(Tensor scores)
        {
            var field = (TagHeadSpec)_member.Heads[2];
            return TagSequenceLoss.Sum(_pass, field.Name, field.Transitions, DocumentReader.Whole(texts.Words, _pass.Device), scores, tags);
        }
    }

    public override void Dispose()
    {
        _encoder.Dispose();
        _characterReader?.Dispose();
    }

    /// <summary>The tags' scores for one round's tokens, [rows x tags].</summary>
    private Tensor Read(EntityBatch batch, int round, Span<Tensor> state)
    {
        batch.Select(round);
        Tensor nGrams = Embed(1, batch.NGrams);
        nGrams = _characterReader is null ? nGrams : nGrams + ReadCharacters(batch.Characters);
        _pass.StartStream(round);
        Tensor input = cat([Embed(0, batch.Words), nGrams, Embed(2, batch.Spelling)], 1);
        Tensor rows = _encoder.Forward(
            _pass, Sequences.Sequences.Of(batch.Sequences, _pass.Device), _pass.Dropout(input, _member.InputDropout), state);
        var head = (LinearHeadSpec)_member.Heads[0];
        Tensor joined = RepeatedWords.Forward(_pass, batch.Repeats, _pass.Dropout(rows, head.Dropout));
        return _pass.Linear(head.Name, joined) + Embedding.Sum(_pass, _member.Heads[1].Name, batch.Context.Codes);
    }

    private Tensor Embed(int table, DocumentBatch codes) => Embedding.Mean(_pass, _member.Embeddings[table].Name, codes.Codes);

    /// <summary>For each token the vector that is read in its characters.</summary>
    private Tensor ReadCharacters(WordBatch batch)
    {
        // A word is one segment.
        Tensor words = _characterReader!.Pool(batch.Words, _characterReader.Read(batch.Words, round: 0, []));
        return _pass.Linear(_characters!.Heads[0].Name, words).index_select(0, _pass.Numbers(batch.WordOfRow));
    }
}
