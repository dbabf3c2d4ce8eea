using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Persistence.Tensors;

namespace ContextMemory.MLNet.Persistence;

/// <summary>Writes the parameters of a model for other programs.</summary>
internal static class WeightExport
{
    /// <summary>Writes them as safetensors, each under its name in the layout and as a matrix.</summary>
    /// <exception cref="InvalidOperationException">A value is above what half precision has.</exception>
    public static void WriteSafetensors(Weights weights, Stream output, bool asFloat16) =>
        SafetensorsWriter.Write(
            output,
            [
                .. weights.Layout.Parameters.Select(parameter => new NamedValues(
                    parameter.Name,
                    [parameter.Rows, parameter.Columns],
                    weights.Memory.Slice(weights.Layout.OffsetOf(parameter), parameter.Length))),
            ],
            asFloat16);
}
