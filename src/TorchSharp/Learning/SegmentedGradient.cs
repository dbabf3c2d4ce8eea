using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Torch.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Learning;

/// <summary>Reads one round's segments, as <see cref="Networks.DocumentReader.Read"/> does.</summary>
/// <param name="round">Which segment of each document.</param>
/// <param name="state">Of the segments of the round; replaced by what they leave.</param>
/// <returns>[rows x size].</returns>
internal delegate Tensor SegmentReader(int round, Span<Tensor> state);

/// <summary>
/// The gradient of a loss over whole documents that are read in segments. Only what stands behind the reader is kept of all tokens: where a
/// document has several segments it is read twice, as in the managed engine, and gradients end where a window of segments begins.
/// </summary>
/// <param name="pass">What layers need.</param>
/// <param name="stateShapes">The shapes of what a document hands on.</param>
/// <param name="read">Reads segments.</param>
/// <param name="loss">From what stands behind the reader for all tokens, document by document, to the sum of the losses.</param>
internal sealed class SegmentedGradient(Pass pass, IReadOnlyList<long[]> stateShapes, SegmentReader read, Func<Tensor, Tensor> loss)
{
    /// <summary>Adds the gradient of the loss, times a scale, to those of the parameters.</summary>
    /// <param name="documents">What is read.</param>
    /// <param name="scale">What the loss is multiplied by first.</param>
    /// <returns>The loss, without what layers add to it.</returns>
    public double Learn(DocumentBatch documents, double scale) =>
        documents.Rounds == 1 ? LearnAtOnce(scale) : LearnInWindows(documents, scale);

    private double LearnAtOnce(double scale)
    {
        double sum = Backward(read(0, []), scale);
        pass.Perturbation?.Find();
        return sum;
    }

    private double LearnInWindows(DocumentBatch documents, double scale)
    {
        var order = new RowOrder(documents);
        Tensor rows = ReadAll(documents, order).requires_grad_();
        double sum = Backward(rows, scale);
        Tensor[] gradients = order.Split(rows.grad!);
        Tensor[] state = State.Zeros(stateShapes, documents.Count, pass.Device);

        // The last window ends with the documents, so the first may be shorter.
        int end = (documents.Rounds - 1) % documents.Horizon + 1;
        for (int start = 0; start < documents.Rounds; start = end, end += documents.Horizon)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor[] left = [.. state];
            Tensor surrogate = zeros([], device: pass.Device);
            for (int round = start; round < end; round++)
            {
                surrogate = surrogate + (ReadRound(documents, round, left) * gradients[round]).sum();
            }

            (pass.TakeCost() is { } cost ? surrogate + scale * cost : surrogate).backward();
            pass.Perturbation?.Find();
            state = HandOn(scope, state, left);
        }

        return sum;
    }

    /// <summary>What stands behind the reader for all tokens, document by document, without a graph.</summary>
    private Tensor ReadAll(DocumentBatch documents, RowOrder order)
    {
        using IDisposable noGradient = no_grad();
        Tensor[] state = State.Zeros(stateShapes, documents.Count, pass.Device);
        var rounds = new Tensor[documents.Rounds];
        for (int round = 0; round < documents.Rounds; round++)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor[] left = [.. state];
            rounds[round] = scope.MoveToOuter(ReadRound(documents, round, left));
            pass.TakeCost();
            state = HandOn(scope, state, left);
        }

        return order.Join(rounds);
    }

    private Tensor ReadRound(DocumentBatch documents, int round, Tensor[] state)
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

    /// <summary>What is read next starts from counts as a constant; what was read before started from is given back.</summary>
    private static Tensor[] HandOn(DisposeScope scope, Tensor[] before, Tensor[] left)
    {
        Tensor[] kept = [.. left.Select(own => scope.MoveToOuter(own.detach()))];
        foreach (Tensor own in before)
        {
            own.Dispose();
        }

        return kept;
    }

    private double Backward(Tensor rows, double scale)
    {
        Tensor sum = loss(rows);
        Tensor total = pass.TakeCost() is { } cost ? sum + cost : sum;
        (total * scale).backward();
        return sum.to(ScalarType.Float64).item<double>();
    }
}
