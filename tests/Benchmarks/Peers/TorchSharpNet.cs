using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Benchmarks.Peers;

/// <summary>The layers of a classifier between the embedding and the logits, in libtorch's modules.</summary>
internal abstract class TorchSharpNet : IDisposable
{
    private readonly NamedWeights _weights;
    private readonly List<nn.Module> _modules = [];
    private readonly List<TorchSharp.Modules.Parameter> _parameters = [];

    private protected TorchSharpNet(NamedWeights weights)
    {
        _weights = weights;
    }

    /// <summary>All parameters.</summary>
    public IReadOnlyList<TorchSharp.Modules.Parameter> Parameters => _parameters;

    /// <summary>Whether tokens come before documents.</summary>
    public abstract bool IsTimeFirst { get; }

    /// <summary>Makes the layers of an LSTM, of gated recurrent units or of attention.</summary>
    public static TorchSharpNet Create(EncoderOptions options, NamedWeights weights, int length, int classes) => options is AttentionOptions attention
        ? new TorchSharpAttentionNet(attention, weights, length, classes)
        : new TorchSharpRecurrentNet((RecurrentOptions)options, weights, classes);

    /// <param name="embedded">[tokens x documents x size] or [documents x tokens x size].</param>
    /// <returns>[documents x classes].</returns>
    public abstract Tensor Forward(Tensor embedded);

    public virtual void Dispose()
    {
        foreach (nn.Module module in _modules)
        {
            module.Dispose();
        }
    }

    /// <summary>Gives a module our weights.</summary>
    /// <param name="module">Has parameters named as in PyTorch.</param>
    /// <param name="prefix">What their names begin with in our model.</param>
    private protected T Fill<T>(T module, string prefix)
        where T : nn.Module
    {
        using IDisposable noGradient = no_grad();
        foreach ((string name, TorchSharp.Modules.Parameter parameter) in module.named_parameters())
        {
            using Tensor values = tensor(_weights[prefix + name], parameter.shape);
            parameter.copy_(values);
            _parameters.Add(parameter);
        }

        _modules.Add(module);
        return module;
    }

    private protected Linear CreateHead(int inputs, int classes) => Fill(nn.Linear(inputs, classes), "head.");
}
