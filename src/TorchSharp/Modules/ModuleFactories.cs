using System.Collections.Concurrent;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Modules;

/// <summary>What makes the modules that saved models name, in this process.</summary>
internal static class ModuleFactories
{
    private static readonly ConcurrentDictionary<string, Func<nn.Module>> Known = new(StringComparer.Ordinal);

    public static void Add(string name, Func<nn.Module> create) => Known[name] = create;

    public static Func<nn.Module>? Find(string name) => Known.GetValueOrDefault(name);
}
