using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Tasks.Entities;

/// <summary>
/// From a word's characters to its vector: an encoder over the characters, pooled, and a linear layer (Lample 2016, section 4.1).
/// </summary>
internal sealed class WordReader
{
    // Far from the streams of a text's segments, which are numbered by rounds.
    private const int Stream = 1 << 30;

    private readonly DocumentEncoder _encoder;
    private readonly Linear _output;

    /// <param name="layout">Where the parameters are added.</param>
    /// <param name="characters">What reads them; its head gives a word's vector.</param>
    public WordReader(ParameterLayout layout, MemberSpec characters)
    {
        _encoder = new DocumentEncoder(layout, characters) { FirstStream = Stream };
        _output = _encoder.CreateHead(layout, (LinearHeadSpec)characters.Heads[0]);
    }

    /// <summary>The embedding table of characters.</summary>
    public Parameter Table => _encoder.Table;

    /// <summary>The words' vectors, [words x size].</summary>
    public Matrix Forward(Pass pass, WordBatch batch) => _output.Forward(pass, _encoder.Forward(pass, batch.Words));

    /// <summary>Adds to each token the vector of its word.</summary>
    public static void AddTo(Pass pass, WordBatch batch, Matrix words, Matrix tokens)
    {
        ReadOnlySpan<int> wordOfRow = batch.WordOfRow;
        for (int row = 0; row < wordOfRow.Length; row++)
        {
            pass.Kernels.Add(words.Row(wordOfRow[row]), tokens.Row(row));
        }
    }

    /// <param name="pass">The worker's state.</param>
    /// <param name="batch">What was read.</param>
    /// <param name="gradient">Of the tokens' vectors, [rows x size].</param>
    public void Backward(Pass pass, WordBatch batch, Matrix gradient)
    {
        ReadOnlySpan<int> wordOfRow = batch.WordOfRow;
        Matrix words = pass.Arena.AllocateCleared(batch.Words.Count, gradient.Columns);
        for (int row = 0; row < wordOfRow.Length; row++)
        {
            pass.Kernels.Add(gradient.Row(row), words.Row(wordOfRow[row]));
        }

        _encoder.Backward(pass, batch.Words, _output.Backward(pass, words));
    }
}
