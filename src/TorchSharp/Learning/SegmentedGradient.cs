using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Torch.Layers;
using ContextMemory.MLNet.Torch.Networks;
using ContextMemory.MLNet.Torch.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Learning;

/// <summary>
/// The gradient of a loss over whole documents that are read in segments. Only what stands behind the reader is kept of all tokens: where a
/// document has several segments it is read twice, as in the managed engine, and gradients end where a window of segments begins.
/// </summary>
/// <param name="pass">What layers need.</param>
/// <param name="reader">Reads segments.</param>
/// <param name="loss">From what stands behind the reader for all tokens, document by document, to the sum of the losses.</param>
internal sealed class SegmentedGradient(Pass pass, SegmentReader reader, Func<Tensor, Tensor> loss)
{
    /// <summary>Adds the gradient of the loss, times a scale, to those of the parameters.</summary>
    /// <param name="documents">What is read.</param>
    /// <param name="scale">What the loss is multiplied by first.</param>
    /// <returns>The loss, without what layers add to it.</returns>
    public double Learn(DocumentBatch documents, double scale)
    {
        using Scalar held = scale.ToScalar();
        return documents.Rounds == 1 ? LearnAtOnce(held) : LearnInWindows(documents, held);
    }

    private double LearnAtOnce(Scalar scale)
    {
        double sum = Backward(reader.ReadAtOnce(), scale);
        pass.Perturbation?.Find();
        return sum;
    }

    private double LearnInWindows(DocumentBatch documents, Scalar scale)
    {
        Tensor rows = reader.ReadAll(documents).requires_grad_();
        double sum = Backward(rows, scale);
        Tensor[] gradients = new RowOrder(documents).Split(rows.grad!);
        Tensor[] state = reader.Start(documents);

        // The last window ends with the documents, so the first may be shorter.
        int end = (documents.Rounds - 1) % documents.Horizon + 1;
        for (int start = 0; start < documents.Rounds; start = end, end += documents.Horizon)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor[] left = [.. state];
            Tensor surrogate = zeros([], device: pass.Device);
            for (int round = start; round < end; round++)
            {
                surrogate = surrogate.Plus((reader.ReadRound(documents, round, left) * gradients[round]).sum());
            }

            (pass.TakeCost() is { } cost ? surrogate.Plus(cost * scale) : surrogate).backward();
            pass.Perturbation?.Find();
            state = SegmentReader.HandOn(scope, state, left);
        }

        return sum;
    }

    private double Backward(Tensor rows, Scalar scale)
    {
        Tensor sum = loss(rows);
        Tensor total = pass.TakeCost() is { } cost ? sum.Plus(cost) : sum;
        (total * scale).backward();
        return sum.to(ScalarType.Float64).item<double>();
    }
}
