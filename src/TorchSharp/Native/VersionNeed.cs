namespace ContextMemory.MLNet.Torch.Native;

/// <summary>A version of symbols that a shared library asks another one for.</summary>
/// <param name="Library">The name of the other library, such as libstdc++.so.6.</param>
/// <param name="Version">The version, such as GLIBCXX_3.4.32.</param>
/// <param name="IsWeak">Whether the loader goes on where the other library does not have the version.</param>
/// <param name="FlagsOffset">Where in the file the flags of the need are.</param>
internal sealed record VersionNeed(string Library, string Version, bool IsWeak, ulong FlagsOffset);
