using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Torch.Parameters;
using ContextMemory.MLNet.Torch.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Layers;

/// <summary>What layers need to compute: parameters, random numbers, and what they add to the loss by themselves.</summary>
/// <param name="parameters">On the device.</param>
/// <param name="precision">In which products of matrices are computed.</param>
internal sealed class Pass(ParameterBuffer parameters, ScalarType precision) : IDisposable
{
    private readonly Generator _random = new(0, parameters.Device);
    private ulong _seed;
    private int _step;
    private Tensor? _cost;

    public Device Device => parameters.Device;

    /// <summary>Of sums that need more than single precision, where the device has it.</summary>
    public ScalarType Precise => Device.type == DeviceType.MPS ? ScalarType.Float32 : ScalarType.Float64;

    /// <summary>True while learning: dropout is on.</summary>
    public bool IsTraining { get; private set; }

    /// <summary>While learning, the seed of the part of the pass that is being computed.</summary>
    public long StreamSeed { get; private set; }

    /// <summary>Moves the tokens' vectors; null where they are read as they are.</summary>
    public Perturbation? Perturbation { get; set; }

    /// <summary>Ends the pass between two segments.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Whole numbers on the device.</summary>
    public Tensor Numbers(long[] numbers) => tensor(numbers, device: Device);

    /// <inheritdoc cref="Numbers(long[])"/>
    public Tensor Numbers(ReadOnlySpan<int> numbers)
    {
        var copies = new long[numbers.Length];
        System.Numerics.Tensors.TensorPrimitives.ConvertTruncating<int, long>(numbers, copies);
        return Numbers(copies);
    }

    /// <summary>A parameter by its name.</summary>
    public Tensor this[string name] => parameters[name];

    /// <summary>Until it is disposed, nothing is learned: there is no dropout, and no gradient flows back.</summary>
    public IDisposable Freeze() => new Frozen(this);

    /// <summary>A parameter by its name; null where there is none.</summary>
    public Tensor? Find(string name) => parameters.Find(name);

    public void StartLearning(ulong seed, int step)
    {
        IsTraining = true;
        _cost = null;
        _seed = seed;
        _step = step;
    }

    /// <summary>
    /// Starts the random numbers of one part of the pass, so that a part that is computed twice draws the same ones both times.
    /// </summary>
    /// <exception cref="OperationCanceledException">The pass is cancelled.</exception>
    public void StartStream(int stream)
    {
        Cancellation.ThrowIfCancellationRequested();
        if (IsTraining)
        {
            StreamSeed = (long)new Numerics.RandomStream(_seed, (ulong)_step, (ulong)stream).NextBits();
            _random.manual_seed(StreamSeed);
        }
    }

    /// <summary>While learning, sets each element to zero with a probability and scales the others up to match (Srivastava 2014).</summary>
    public Tensor Dropout(Tensor values, double rate) => IsTraining && rate > 0
        ? values * rand(values.shape, ScalarType.Float32, Device, generator: _random).ge(Number.Of(rate)).to(ScalarType.Float32) * Number.Of(1 / (1 - rate))
        : values;

    /// <summary>x W^T + b with the parameters name.weight and name.bias.</summary>
    public Tensor Linear(string name, Tensor input) => Linear($"{name}.weight", $"{name}.bias", input);

    public Tensor Linear(string weight, string bias, Tensor input)
    {
        Tensor output = precision == ScalarType.Float32
            ? nn.functional.linear(input, Matrix(weight), this[bias])
            : Product(input, Matrix(weight)).Plus(this[bias]);
        return parameters.AdapterOf(weight) is { } adapter ? output.Plus(Adapt(adapter, input)) : output;
    }

    /// <summary>Each row to mean 0 and variance 1, then a gain and a bias (Ba 2016).</summary>
    public Tensor LayerNorm(string name, Tensor input, double epsilon = 1e-5) =>
        nn.functional.layer_norm(input, [input.shape[^1]], this[$"{name}.weight"], this[$"{name}.bias"], epsilon);

    /// <summary>A parameter as a matrix, also where it has one row.</summary>
    public Tensor Matrix(string name) => this[name].dim() == 1 ? this[name].unsqueeze(0) : this[name];

    /// <summary>Adds to the loss, while learning.</summary>
    public void AddCost(Tensor cost)
    {
        if (IsTraining)
        {
            _cost = _cost is null ? cost : _cost.Plus(cost);
        }
    }

    /// <summary>What layers have added to the loss since the last call; null where nothing was added.</summary>
    public Tensor? TakeCost()
    {
        Tensor? cost = _cost;
        _cost = null;
        return cost;
    }

    public void Dispose() => _random.Dispose();

    /// <summary>x A^T B^T, for each of the stacked matrices.</summary>
    private Tensor Adapt(Adapter adapter, Tensor input)
    {
        Tensor reduced = Product(input, Matrix(adapter.Down.Name));
        Tensor up = Matrix(adapter.Up.Name);
        Tensor[] parts =
        [
            .. Enumerable.Range(0, adapter.Parts).Select(part => Product(
                reduced.narrow(-1, part * adapter.Rank, adapter.Rank), up.narrow(0, part * adapter.Outputs, adapter.Outputs))),
        ];
        return parts.Length == 1 ? parts[0] : cat(parts, -1);
    }

    private Tensor Product(Tensor input, Tensor matrix) => precision == ScalarType.Float32
        ? nn.functional.linear(input, matrix)
        : nn.functional.linear(input.to(precision), matrix.to(precision)).to(ScalarType.Float32);

    private sealed class Frozen : IDisposable
    {
        private readonly Pass _pass;
        private readonly bool _wasTraining;
        private readonly IDisposable _noGradient = no_grad();

        public Frozen(Pass pass)
        {
            _pass = pass;
            _wasTraining = pass.IsTraining;
            pass.IsTraining = false;
        }

        public void Dispose()
        {
            _noGradient.Dispose();
            _pass.IsTraining = _wasTraining;
        }
    }
}
