using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Torch.Sequences;
using ContextMemory.MLNet.Torch.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Modules;

/// <summary>A module that a user's function has made: what it has is checked once, what it computes each time.</summary>
internal sealed class UserModule : IDisposable
{
    private readonly TorchSharpModuleEncoder _options;
    private readonly nn.Module _module;
    private readonly Lock _reading = new();

    private UserModule(TorchSharpModuleEncoder options, nn.Module module)
    {
        _options = options;
        _module = module;
        Values = ValuesOf(module);
    }

    /// <summary>What a saved model keeps: parameters, then buffers of single precision. Others, such as masks, are as the constructor makes them.</summary>
    public IReadOnlyList<ModuleValue> Values { get; private set; }

    /// <summary>Makes a module.</summary>
    /// <param name="options">Have the function that makes it.</param>
    /// <param name="seed">Of the random numbers that it starts with; null where its values are replaced.</param>
    /// <exception cref="InvalidOperationException">The function makes no module, or one that is no encoder.</exception>
    public static UserModule Create(TorchSharpModuleEncoder options, long? seed = null)
    {
        nn.Module module = Make(options, seed);
        try
        {
            var made = new UserModule(options, module);
            made.Check();
            return made;
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }

    public void To(Device device)
    {
        _module.to(device);
        Keep();
        Values = ValuesOf(_module);
    }

    /// <summary>Gives each value of the module that of a model.</summary>
    /// <param name="find">The model's, by the name within the module; null where it has none of that name.</param>
    /// <param name="give">Gets the module's value and the model's.</param>
    /// <exception cref="InvalidOperationException">The user's function does not make the same module at each call.</exception>
    public void Take(Func<string, Tensor?> find, Action<ModuleValue, Tensor> give)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        foreach (ModuleValue value in Values)
        {
            Tensor? found = find(value.Name);
            give(value, found is not null && found.numel() == value.Length ? found : throw Differs(_options, value));
        }
    }

    /// <summary>Where a call has made a value that another one has not, or with another shape.</summary>
    public static InvalidOperationException Differs(TorchSharpModuleEncoder options, object value) => new(
        $"The function that makes the module '{options.Name}' does not make it with {value} at each call: let each call make a module of the same parameters.");

    /// <summary>What the module makes of tokens while it is trained.</summary>
    /// <param name="batch">The sequences.</param>
    /// <param name="rows">[rows x EmbeddingSize].</param>
    /// <param name="seed">Of the random numbers that it draws.</param>
    /// <returns>[rows x OutputSize].</returns>
    public Tensor Learn(SequenceShape batch, Tensor rows, long seed)
    {
        lock (GlobalRandom.Lock)
        {
            random.manual_seed(seed).Dispose();
            return Read(batch, rows, isTraining: true);
        }
    }

    /// <summary>What the trained module makes of tokens. Thread-safe: calls come one after another, for a module may not be thread-safe.</summary>
    /// <inheritdoc cref="Learn"/>
    /// <param name="batch"/>
    /// <param name="rows"/>
    public Tensor Read(SequenceShape batch, Tensor rows)
    {
        lock (_reading)
        {
            return Read(batch, rows, isTraining: false);
        }
    }

    public void Dispose() => _module.Dispose();

    private static nn.Module Make(TorchSharpModuleEncoder options, long? seed)
    {
        Func<nn.Module?> create = options.Factory();
        lock (GlobalRandom.Lock)
        {
            if (seed is { } number)
            {
                random.manual_seed(number).Dispose();
            }

            nn.Module? module;
            try
            {
                module = create();
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"The function that makes the module '{options.Name}' has failed: {exception.Message}", exception);
            }

            return module ?? throw new InvalidOperationException(
                $"The function that makes the module '{options.Name}' has returned null: let it return a new module.");
        }
    }

    // Under two names there may be one tensor.
    private static ModuleValue[] ValuesOf(nn.Module module) =>
    [
        .. module.named_parameters().Select(parameter => new ModuleValue(parameter.name, parameter.parameter))
            .Concat(module.named_buffers().Where(buffer => buffer.buffer.dtype == ScalarType.Float32).Select(buffer => new ModuleValue(buffer.name, buffer.buffer)))
            .DistinctBy(value => value.Tensor.Handle),
    ];

    private void Check()
    {
        if (_module is not (nn.Module<Tensor, Tensor, Tensor> or nn.Module<Tensor, Tensor>))
        {
            throw new InvalidOperationException(
                $"The module '{_options.Name}' is a {_module.GetType().Name}: expected is a nn.Module<Tensor, Tensor, Tensor> from token vectors and lengths, or a " +
                "nn.Module<Tensor, Tensor> from token vectors, to token vectors or text vectors.");
        }

        foreach (ModuleValue value in Values)
        {
            if (value.Tensor.dtype != ScalarType.Float32)
            {
                throw new InvalidOperationException(
                    $"The module '{_options.Name}' has the parameter {value} of type {value.Tensor.dtype}: expected is Float32. Make it of single precision, or register a constant as a buffer.");
            }

            if (value.Length == 0)
            {
                throw new InvalidOperationException($"The module '{_options.Name}' has {value}, which has no values: leave it out.");
            }
        }

        Keep();
    }

    /// <summary>A scope of the caller must not take what the model keeps.</summary>
    private void Keep()
    {
        foreach (Tensor tensor in _module.parameters().Concat(_module.buffers()))
        {
            tensor.DetachFromDisposeScope();
        }
    }

    private Tensor Read(SequenceShape batch, Tensor rows, bool isTraining)
    {
        if (_module.training != isTraining)
        {
            _module.train(isTraining);
        }

        Tensor padded = batch.Pad(rows);
        Tensor? made = _module is nn.Module<Tensor, Tensor, Tensor> withLengths
            ? withLengths.call(padded, batch.Numbers([.. batch.Lengths.ToArray().Select(length => (long)length)]))
            : ((nn.Module<Tensor, Tensor>)_module).call(padded);
        long[] ofTokens = [batch.Count, batch.Longest, _options.OutputSize];
        long[] ofTexts = [batch.Count, _options.OutputSize];
        if (made is null || !(made.shape.SequenceEqual(ofTokens) || made.shape.SequenceEqual(ofTexts)))
        {
            throw new InvalidOperationException(
                $"The module '{_options.Name}' has made {Name(made?.shape)} of token vectors {Name(padded.shape)}: expected is {Name(ofTokens)}, batch x time x OutputSize, or " +
                $"{Name(ofTexts)}, batch x OutputSize. Set OutputSize to the size of the vectors that the module makes.");
        }

        // What tells of a whole text is told at each of its tokens: any pooling makes the same of it again.
        made = made.dim() == ofTexts.Length ? made.unsqueeze(1).expand(ofTokens) : made;
        return batch.Unpad(made.dtype == ScalarType.Float32 ? made : made.to(ScalarType.Float32));
    }

    private static string Name(long[]? shape) => shape is null ? "nothing" : $"[{string.Join(" x ", shape)}]";
}
