using System.Collections.Concurrent;
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
/// <remarks>
/// It reads one sequence at a time, on the calling thread: what libtorch computes of a batch, or on several threads of its own, has other bits than what it
/// computes of each sequence on one, and a module need not heed where a sequence ends. So a text has the same vector whatever is beside it.
/// </remarks>
internal sealed class ModuleScorer : Encoder
{
    private readonly TorchSharpModuleEncoder _options;
    private readonly Dictionary<string, Parameter> _parameters;

    // A thread takes one or makes it.
    private readonly ConcurrentBag<Copy> _free = [];

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
        Copy copy = _free.TryTake(out Copy? free) ? free : new Copy(UserModule.Create(_options));

        // Of this thread alone, as OpenMP has it: sums of several threads are rounded otherwise.
        int threads = get_num_threads();
        set_num_threads(1);
        try
        {
            copy.Follow(pass.Weights, _parameters);
            for (int sequence = 0; sequence < batch.Count; sequence++)
            {
                (int first, int count) = (batch.Offset(sequence), batch.Length(sequence));
                Read(copy.Module, input.RowRange(first, count), output.RowRange(first, count));
            }
        }
        finally
        {
            set_num_threads(threads);
            _free.Add(copy);
        }

        return output;
    }

    public override Matrix Backward(Pass pass, SequenceBatch batch, Matrix gradient, Matrix stateGradient) => throw DoesNotLearn();

    private static void Read(UserModule module, Matrix input, Matrix output)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();

        // A copy of libtorch's own: what it computes of memory that is aligned otherwise has other bits, too.
        Tensor rows = from_array(input.Span.ToArray()).view(input.Rows, input.Columns).clone();
        ParameterBuffer.CopyTo(module.Read(new SequenceShape([input.Rows], [0], CPU), rows), output.Span);
    }

    private InvalidOperationException DoesNotLearn() => new(
        $"The managed engine does not train the module '{_options.Name}' of TorchSharp: set Training = new() {{ Engine = new TorchSharpEngine() }} in the options.");

    /// <summary>A module with a copy of weights, which one thread uses at a time.</summary>
    private sealed class Copy(UserModule module)
    {
        private Weights? _weights;
        private int _version;

        public UserModule Module => module;

        /// <summary>Takes the weights where they have changed.</summary>
        public void Follow(Weights weights, Dictionary<string, Parameter> parameters)
        {
            if (_weights == weights && _version == weights.Version)
            {
                return;
            }

            module.Take(
                name => parameters.TryGetValue(name, out Parameter? parameter) ? from_array(weights[parameter].Span.ToArray()) : null,
                (own, found) => own.Tensor.copy_(found.view(own.Tensor.shape)));
            _weights = weights;
            _version = weights.Version;
        }
    }
}
