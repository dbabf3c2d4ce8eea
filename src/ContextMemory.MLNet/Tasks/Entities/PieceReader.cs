using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Tasks.Entities;

/// <summary>From tokens' pieces to vectors of the tokens: what a transformer makes of each token's first piece (Devlin 2019, section 5.3).</summary>
internal sealed class PieceReader
{
    // Far from the streams of a text's segments and of its words' characters.
    private const int Stream = (1 << 30) + (1 << 29);

    private readonly TokenEmbedding _embedding;
    private readonly Encoder _encoder;
    private readonly TransformerSpec _transformer;

    /// <param name="layout">Where the parameters are added.</param>
    /// <param name="table">The table of pieces, with the transformer that reads it.</param>
    public PieceReader(ParameterLayout layout, EmbeddingSpec table)
    {
        _transformer = table.Transformer!;
        _embedding = new TokenEmbedding(layout, table.Name, table.Rows, table.Size);
        _embedding.Table.RateScale = (float)_transformer.Options.RateOfTable;
        _encoder = _transformer.Options.Build(layout, $"{Prefix}encoder.");
    }

    /// <summary>What the names of the parameters begin with.</summary>
    public static string Prefix => "pieces.";

    /// <summary>The table of pieces.</summary>
    public Parameter Table => _embedding.Table;

    /// <summary>The tokens' vectors, [rows x size].</summary>
    /// <param name="pass">The worker's state.</param>
    /// <param name="batch">The texts, with the round that is read.</param>
    public Matrix Forward(Pass pass, EntityBatch batch)
    {
        PieceBatch pieces = batch.Inputs;
        pieces.Set(batch, _transformer);
        pass.StartStream(Stream);
        Matrix embedded = _embedding.Forward(pass, pieces.Codes, pieces.Sequences.RowCount);
        Matrix read = _encoder.Forward(pass, pieces.Sequences, embedded, pass.Arena.Allocate(pieces.Sequences.Count, 0));
        Matrix tokens = pass.Arena.Allocate(batch.Sequences.RowCount, read.Columns);
        RowMoves.Gather(read, pieces.FirstPieces, tokens);
        return tokens;
    }

    /// <param name="pass">The worker's state.</param>
    /// <param name="batch">What was read.</param>
    /// <param name="gradient">Of the tokens' vectors, [rows x size].</param>
    public void Backward(Pass pass, EntityBatch batch, Matrix gradient)
    {
        PieceBatch pieces = batch.Inputs;
        Matrix read = pass.Arena.AllocateCleared(pieces.Sequences.RowCount, gradient.Columns);
        RowMoves.Scatter(gradient, pieces.FirstPieces, read);
        _embedding.Backward(pass, pieces.Codes, _encoder.Backward(pass, pieces.Sequences, read));
    }
}
