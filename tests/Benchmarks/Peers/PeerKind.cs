namespace ContextMemory.MLNet.Benchmarks.Peers;

/// <summary>The libraries that we are measured beside.</summary>
internal enum PeerKind
{
    /// <summary>libtorch through TorchSharp.</summary>
    TorchSharp,

    /// <summary>ONNX Runtime, which only scores.</summary>
    OnnxRuntime,
}
