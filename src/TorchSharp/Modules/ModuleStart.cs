using ContextMemory.MLNet.Parameters;
using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Modules;

/// <summary>The first values of a module: all of them those of one module that the user's function has made.</summary>
/// <param name="options">Have that function.</param>
internal sealed class ModuleStart(TorchSharpModuleEncoder options)
{
    // Of the module that was made last, those that have not been taken.
    private readonly Dictionary<string, float[]> _left = new(StringComparer.Ordinal);

    /// <summary>Fills a value by the name that it has within the module.</summary>
    public Initializer Of(string name) => (random, values) =>
    {
        if (!_left.Remove(name, out float[]? own))
        {
            Make((long)random.NextBits());
            _left.Remove(name, out own);
        }

        if (own?.Length != values.Span.Length)
        {
            throw UserModule.Differs(options, $"'{name}' [{values.Rows} x {values.Columns}]");
        }

        own.AsSpan().CopyTo(values.Span);
    };

    private void Make(long seed)
    {
        using UserModule module = UserModule.Create(options, seed);
        using DisposeScope scope = NewDisposeScope();
        foreach (ModuleValue value in module.Values)
        {
            _left[value.Name] = value.Tensor.detach().cpu().contiguous().data<float>().ToArray();
        }
    }
}
