namespace ContextMemory.MLNet.TorchTests.Support;

/// <summary>The device that the tests compute on: tests/Gpu/run.sh names another than the processor.</summary>
internal static class TestDevice
{
    public static string Name { get; } = Environment.GetEnvironmentVariable("CONTEXTMEMORY_TEST_DEVICE") ?? "cpu";

    public static TorchSharpEngine Engine { get; } = new() { Device = Name };
}
