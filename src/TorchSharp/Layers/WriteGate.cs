using ContextMemory.MLNet.Torch.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Layers;

/// <summary>
/// g = min(1, max(0, 1.5 sigmoid(x) - 0.25)) (Louizos 2018, section 2.2): a gate that can be closed, or open, altogether. It costs as much as it
/// is open. Shapes: [rows x inputs] to [rows x gates].
/// </summary>
internal static class WriteGate
{
    public static Tensor Forward(Pass pass, string name, Tensor rows, double cost)
    {
        Tensor gates = (pass.Linear(name, rows).sigmoid() * Number.Of(1.5) - Number.Of(0.25)).clamp(Number.Of(0), Number.Of(1));
        pass.AddCost(gates.sum() * Number.Of(cost));
        return gates;
    }
}
