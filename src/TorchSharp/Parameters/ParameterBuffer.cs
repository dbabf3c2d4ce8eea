using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Torch.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Parameters;

/// <summary>
/// The values of a model's parameters on a device and their gradients: two tensors in the order of the layout, so that the optimizer and
/// checkpoints see one of each. A parameter is a leaf of the graph that shares their memory.
/// </summary>
internal sealed class ParameterBuffer : IDisposable
{
    private readonly Dictionary<string, Tensor> _leaves = [];
    private readonly Dictionary<string, Adapter> _adapters = [];
    private readonly bool _learns;
    private readonly Weights _weights;
    private readonly Tensor[] _views;
    private readonly (Tensor Gradient, Tensor Rows)[] _frozen;

    /// <param name="weights">Where the values come from.</param>
    /// <param name="device">Where they are computed with.</param>
    /// <param name="learns">Whether they have gradients.</param>
    public ParameterBuffer(Weights weights, Device device, bool learns = true)
    {
        _weights = weights;
        _learns = learns;
        Device = device;
        using var scope = NewDisposeScope();
        ParameterLayout layout = weights.Layout;
        Values = empty(layout.Length, ScalarType.Float32, device).DetachFromDisposeScope();
        Gradients = zeros(learns ? layout.LearnedLength : 0, ScalarType.Float32, device).DetachFromDisposeScope();
        var views = new List<Tensor>();
        var frozen = new List<(Tensor, Tensor)>();
        foreach (Parameter parameter in layout.Parameters)
        {
            Tensor leaf = View(Values, parameter).detach().DetachFromDisposeScope();
            _leaves.Add(parameter.Name, leaf);
            if (parameter.Adapter is { } adapter)
            {
                _adapters.Add(parameter.Name, adapter);
            }

            if (!learns || !parameter.Learns)
            {
                continue;
            }

            Tensor gradient = View(Gradients, parameter).DetachFromDisposeScope();
            leaf.requires_grad = true;
            leaf.grad = gradient;
            views.Add(gradient);
            if (parameter.FrozenRows is { } rows)
            {
                long[] numbers = [.. Enumerable.Range(0, rows.Length).Where(row => rows[row]).Select(row => (long)row)];
                frozen.Add((gradient, tensor(numbers, device: device).DetachFromDisposeScope()));
            }
        }

        _views = [.. views];
        _frozen = [.. frozen];
        Read();

        Tensor View(Tensor all, Parameter parameter)
        {
            Tensor own = all.narrow(0, layout.OffsetOf(parameter), parameter.Length);
            return parameter.Rows == 1 ? own : own.view(parameter.Rows, parameter.Columns);
        }
    }

    /// <summary>Where the parameters are.</summary>
    public Device Device { get; }

    /// <summary>All values, [layout length].</summary>
    public Tensor Values { get; }

    /// <summary>All gradients, [learned length of the layout]; empty where nothing is learned.</summary>
    public Tensor Gradients { get; }

    /// <summary>A parameter: [rows x columns], or [columns] where it has one row.</summary>
    public Tensor this[string name] => _leaves[name];

    /// <summary>A parameter; null where there is none of that name.</summary>
    public Tensor? Find(string name) => _leaves.GetValueOrDefault(name);

    /// <summary>What is still to be added to the products of a weight; null for nothing.</summary>
    public Adapter? AdapterOf(string name) => _learns ? _adapters.GetValueOrDefault(name) : null;

    /// <summary>Takes the values from the model. Where nothing is learned, what adapters add becomes part of the weights.</summary>
    public void Read()
    {
        using var scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Values.copy_(from_array(_weights.Values.ToArray()));
        if (!_learns)
        {
            MergeAdapters();
        }
    }

    /// <summary>Brings the values back into the model.</summary>
    public void Write()
    {
        CopyTo(Values, _weights.Values);
        _weights.Changed();
    }

    /// <summary>Rows that are frozen get no gradient.</summary>
    public void ClearFrozen()
    {
        foreach ((Tensor gradient, Tensor rows) in _frozen)
        {
            gradient.index_fill_(0, rows, Number.Zero);
        }
    }

    /// <summary>Brings the values of a tensor into memory.</summary>
    public static void CopyTo(Tensor source, Span<float> target)
    {
        using var scope = NewDisposeScope();
        source.cpu().contiguous().data<float>().CopyTo(target);
    }

    private void MergeAdapters()
    {
        foreach ((string name, Adapter adapter) in _adapters)
        {
            Tensor down = this[adapter.Down.Name].view(adapter.Parts, adapter.Rank, -1);
            Tensor up = this[adapter.Up.Name].view(adapter.Parts, adapter.Outputs, adapter.Rank);
            this[name].add_(bmm(up, down).view_as(this[name]), Number.One);
        }
    }

    public void Dispose()
    {
        foreach (Tensor tensor in (Tensor[])[.. _leaves.Values, .. _views, .. _frozen.Select(pair => pair.Rows), Values, Gradients])
        {
            tensor.Dispose();
        }
    }
}
