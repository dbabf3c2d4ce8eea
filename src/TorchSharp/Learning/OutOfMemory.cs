using System.Globalization;
using System.Runtime.InteropServices;

namespace ContextMemory.MLNet.Torch.Learning;

/// <summary>A device that has too little memory for a batch.</summary>
internal static class OutOfMemory
{
    // As libtorch says it on CUDA, on Linux and on Windows.
    private static readonly string[] Messages = ["out of memory", "can't allocate memory", "not enough memory"];

    /// <summary>Whether that is what libtorch says.</summary>
    public static bool Is(ExternalException exception) =>
        Messages.Any(message => exception.Message.Contains(message, StringComparison.OrdinalIgnoreCase));

    /// <summary>What is said to a user.</summary>
    /// <param name="device">The device.</param>
    /// <param name="rows">Rows of the batch.</param>
    /// <param name="exception">What libtorch says.</param>
    public static InvalidOperationException Explain(string device, int rows, ExternalException exception) => new(
        $"The device '{device}' has too little memory to learn from {rows.ToString(CultureInfo.InvariantCulture)} rows at once: " +
        "set a smaller BatchSize or a smaller SegmentLength, or use another device.",
        exception);
}
