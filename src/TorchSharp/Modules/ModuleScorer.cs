using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Torch.Parameters;
using ContextMemory.MLNet.Torch.Sequences;
using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Modules;

/// <summary>A user's module among the layers of the managed engine: it reads there, on the processor, and does not learn.</summary>
internal sealed class ModuleScorer : Encoder
{
    private readonly TorchSharpModuleEncoder _options;
    private readonly Dictionary<string, Parameter> _parameters;
    private readonly Lock _lock = new();

    // Made when it first reads. Its values are copies of the weights in the version that is given.
    private UserModule? _module;
    private Weights? _weights;
    private int _version;

    private ModuleScorer(TorchSharpModuleEncoder options, Dictionary<string, Parameter> parameters)
    {
        _options = options;
        _parameters = parameters;
    }

    public override int OutputSize => _options.OutputSize;

    public override int StateSize => 0;

    /// <summary>Adds the parameters of a module to a layout.</summary>
    /// <param name="options">Have the function that makes it.</param>
    /// <param name="layout">Gets them.</param>
    /// <param name="name">What their names begin with.</param>
    public static ModuleScorer Build(TorchSharpModuleEncoder options, ParameterLayout layout, string name)
    {
        using UserModule module = UserModule.Create(options);
        var start = new ModuleStart(options);

        // What has no gradient must not decay.
        return new ModuleScorer(options, module.Values.ToDictionary(
            value => value.Name,
            value => layout.Add($"{name}{value.Name}", value.Rows, value.Columns, start.Of(value.Name), isTable: !value.Learns)));
    }

    public override Matrix Forward(Pass pass, SequenceBatch batch, Matrix input, Matrix state)
    {
        if (pass.KeepsActivations)
        {
            throw DoesNotLearn();
        }

        Matrix output = pass.Arena.Allocate(input.Rows, OutputSize);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor rows = from_array(input.Span.ToArray()).view(input.Rows, input.Columns);
        lock (_lock)
        {
            ParameterBuffer.CopyTo(ModuleWith(pass.Weights).Read(SequenceShape.Of(batch, CPU), rows), output.Span);
        }

        return output;
    }

    public override Matrix Backward(Pass pass, SequenceBatch batch, Matrix gradient, Matrix stateGradient) => throw DoesNotLearn();

    private UserModule ModuleWith(Weights weights)
    {
        UserModule module = _module ??= UserModule.Create(_options);
        if (_weights != weights || _version != weights.Version)
        {
            module.Take(
                name => _parameters.TryGetValue(name, out Parameter? parameter) ? from_array(weights[parameter].Span.ToArray()) : null,
                (own, found) => own.Tensor.copy_(found.view(own.Tensor.shape)));
            _weights = weights;
            _version = weights.Version;
        }

        return module;
    }

    private InvalidOperationException DoesNotLearn() => new(
        $"The managed engine does not train the module '{_options.Name}' of TorchSharp: set Training = new() {{ Engine = new TorchSharpEngine() }} in the options.");
}
