using ContextMemory.MLNet.Encoders;
using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tasks.Entities;

/// <summary>
/// One of the encoders of an entity extractor: embeddings of the word, its character n-grams and its spelling, encoder, linear.
/// </summary>
internal sealed class EntityMember
{
    private readonly TokenEmbedding _words;
    private readonly TokenEmbedding _nGrams;
    private readonly TokenEmbedding _spelling;
    private readonly Dropout _dropout;
    private readonly Encoder _encoder;
    private readonly Linear _head;
    private readonly int _embeddingSize;

    public EntityMember(ParameterLayout layout, string prefix, EntityCoder coder, EncoderOptions options, int tags)
    {
        _embeddingSize = options.EmbeddingSize;
        int quarter = options.EmbeddingSize / 4;
        _words = new TokenEmbedding(layout, $"{prefix}words", coder.Words.RowCount, options.EmbeddingSize - 2 * quarter);
        _nGrams = new TokenEmbedding(layout, $"{prefix}ngrams", coder.NGramRows, quarter);
        _spelling = new TokenEmbedding(layout, $"{prefix}spelling", coder.Spelling.RowCount, quarter);
        _dropout = new Dropout(options.Dropout);
        _encoder = Encoder.Create(layout, $"{prefix}encoder.", options);
        _head = new Linear(layout, $"{prefix}head", 2 * _encoder.OutputSize, tags);
    }

    /// <summary>The embedding table of words.</summary>
    public Parameter WordTable => _words.Table;

    /// <inheritdoc cref="TokenEmbedding.FrozenRows"/>
    public bool[]? FrozenWords
    {
        get => _words.FrozenRows;
        set => _words.FrozenRows = value;
    }

    /// <inheritdoc cref="Encoder.StateSize"/>
    public int StateSize => _encoder.StateSize;

    /// <summary>The size of all embeddings together where those of words have this one.</summary>
    public static int EmbeddingSizeFor(int wordSize) => 2 * wordSize - wordSize % 2;

    /// <summary>The tables that a text's codes look up.</summary>
    public void VisitCodes(EntityBatch batch, int text, Action<Parameter, ReadOnlyMemory<int>> visit)
    {
        visit(_words.Table, batch.Words.CodesOf(text));
        visit(_nGrams.Table, batch.NGrams.CodesOf(text));
        visit(_spelling.Table, batch.Spelling.CodesOf(text));
    }

    /// <summary>The tags' scores for the selected round's tokens, [rows x tags]; <paramref name="state"/> moves on.</summary>
    public Matrix Forward(Pass pass, EntityBatch batch, Matrix state)
    {
        Matrix input = pass.Arena.Allocate(batch.Sequences.RowCount, _embeddingSize);
        Embed(pass, _words, batch.Words, input.ColumnRange(0, _words.Size));
        Embed(pass, _nGrams, batch.NGrams, input.ColumnRange(_words.Size, _nGrams.Size));
        Embed(pass, _spelling, batch.Spelling, input.ColumnRange(_words.Size + _nGrams.Size, _spelling.Size));
        Matrix rows = _encoder.Forward(pass, batch.Sequences, _dropout.Forward(pass, input), state);
        return _head.Forward(pass, RepeatedWords.Forward(pass, batch.Repeats, _dropout.Forward(pass, rows)));
    }

    /// <summary>The way back through <see cref="Forward"/>.</summary>
    public void Backward(Pass pass, EntityBatch batch, Matrix gradient)
    {
        Matrix joined = _head.Backward(pass, gradient);
        Matrix rows = _dropout.Backward(pass, RepeatedWords.Backward(pass, batch.Repeats, joined));
        Matrix input = _dropout.Backward(pass, _encoder.Backward(pass, batch.Sequences, rows));
        _words.Backward(pass, batch.Words.Codes, input.ColumnRange(0, _words.Size));
        _nGrams.Backward(pass, batch.NGrams.Codes, input.ColumnRange(_words.Size, _nGrams.Size));
        _spelling.Backward(pass, batch.Spelling.Codes, input.ColumnRange(_words.Size + _nGrams.Size, _spelling.Size));
    }

    private static void Embed(Pass pass, TokenEmbedding embedding, DocumentBatch codes, Matrix output)
    {
        Arena.Mark mark = pass.Arena.Now;
        embedding.Forward(pass, codes.Codes, output.Rows).CopyTo(output);
        pass.Arena.Release(mark);
    }
}
