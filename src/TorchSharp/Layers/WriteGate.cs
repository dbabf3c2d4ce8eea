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
        Tensor gates = (1.5 * pass.Linear(name, rows).sigmoid() - 0.25).clamp(0, 1);
        pass.AddCost(cost * gates.sum());
        return gates;
    }
}
