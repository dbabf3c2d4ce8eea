using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Torch.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Networks;

/// <summary>Reads one round's segments.</summary>
/// <param name="round">Which segment of each document.</param>
/// <param name="state">Of the segments of the round; replaced by what they leave. Empty where every document has this one segment.</param>
/// <returns>[rows x size].</returns>
internal delegate Tensor RoundReader(int round, Span<Tensor> state);

/// <summary>Reads documents segment by segment, and hands on what the segments leave.</summary>
/// <param name="pass">What layers need.</param>
/// <param name="stateShapes">The shapes of what a document hands on.</param>
/// <param name="read">Reads the segments of a round.</param>
internal sealed class SegmentReader(Pass pass, IReadOnlyList<long[]> stateShapes, RoundReader read)
{
    /// <summary>What the reader makes of all tokens, document by document. No gradient flows back.</summary>
    public Tensor ReadAll(DocumentBatch documents)
    {
        using IDisposable noGradient = no_grad();
        if (documents.Rounds == 1)
        {
            return read(0, []);
        }

        Tensor[] state = Start(documents);
        var rounds = new Tensor[documents.Rounds];
        for (int round = 0; round < documents.Rounds; round++)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor[] left = [.. state];
            rounds[round] = scope.MoveToOuter(ReadRound(documents, round, left));
            pass.TakeCost();
            state = HandOn(scope, state, left);
        }

        return new RowOrder(documents).Join(rounds);
    }

    /// <summary>What documents of which nothing has been read hand on.</summary>
    public Tensor[] Start(DocumentBatch documents) => State.Zeros(stateShapes, documents.Count, pass.Device);

    /// <summary>What the reader makes of a round's tokens, [rows x size].</summary>
    /// <param name="documents">What is read; the round is selected.</param>
    /// <param name="round">Which segment of each.</param>
    /// <param name="state">Of all documents; replaced by what the segments leave.</param>
    public Tensor ReadRound(DocumentBatch documents, int round, Tensor[] state)
    {
        documents.Select(round);
        Tensor numbers = pass.Numbers(documents.Documents);
        Tensor[] own = [.. state.Select(all => all.index_select(0, numbers))];
        Tensor rows = read(round, own);
        for (int i = 0; i < state.Length; i++)
        {
            state[i] = state[i].index_copy(0, numbers, own[i]);
        }

        return rows;
    }

    /// <summary>Reads the one segment of each document, from the start of the document.</summary>
    public Tensor ReadAtOnce() => read(0, []);

    /// <summary>What is read next starts from counts as a constant; what was read before started from is given back.</summary>
    public static Tensor[] HandOn(DisposeScope scope, Tensor[] before, Tensor[] left)
    {
        Tensor[] kept = [.. left.Select(own => scope.MoveToOuter(own.detach()))];
        foreach (Tensor own in before)
        {
            own.Dispose();
        }

        return kept;
    }
}
