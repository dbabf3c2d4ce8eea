using ContextMemory.MLNet.Persistence.Tensors;

namespace ContextMemory.MLNet.Persistence.Pretrained;

/// <summary>A tensor of a pretrained model and how its file holds it.</summary>
/// <param name="Stored">Where its numbers are.</param>
/// <param name="IsTransposed">Whether the file has a linear layer's weight as [inputs x outputs].</param>
internal sealed record PretrainedTensor(StoredTensor Stored, bool IsTransposed)
{
    /// <summary>The shape that it has when it is read.</summary>
    public IReadOnlyList<long> Shape => IsTransposed ? [.. Stored.Shape.Reverse()] : Stored.Shape;

    public void Read(Span<float> destination)
    {
        if (IsTransposed)
        {
            Stored.ReadTransposed(destination);
        }
        else
        {
            Stored.Read(destination);
        }
    }
}
