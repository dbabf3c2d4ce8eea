using System.Globalization;
using System.Text.Json.Serialization;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Torch.Modules;
using ContextMemory.MLNet.Torch.Native;
using static TorchSharp.torch;

namespace ContextMemory.MLNet;

/// <summary>
/// A module of your own as the encoder of any task: it reads the vectors of a text's tokens, and makes of them vectors that know their context, or one
/// vector of the text. Vocabulary, embedding table, pooling, heads, training loop, checkpoints and saved models are those of all encoders.
/// </summary>
/// <remarks>
/// <para>
/// The module is a <c>nn.Module&lt;Tensor, Tensor, Tensor&gt;</c>: from token vectors [batch x time x <see cref="EncoderOptions.EmbeddingSize"/>] and
/// lengths [batch] to [batch x time x <see cref="OutputSize"/>], or to [batch x <see cref="OutputSize"/>] where it makes a vector a text itself. Token
/// vectors are single precision and zero behind the end of a text; lengths are 64-bit integers of at least 1. A
/// <c>nn.Module&lt;Tensor, Tensor&gt;</c> gets the token vectors alone.
/// </para>
/// <para>
/// It is trained by <see cref="TorchSharpEngine"/>. The model needs libtorch wherever it is used, and keeps parameters, and buffers of single precision, but not the
/// code: before it is loaded, <see cref="Register"/> must be called. Segments of a long text are read each on its own. <see cref="EncoderOptions.Dropout"/> is
/// applied to the token vectors before the module; <see cref="EncoderOptions.Layers"/> must be 1.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// TorchSharpModuleEncoder.Register("convolution", () => new Convolution(64, 96));
/// new ContextMemoryClassifierOptions
/// {
///     Encoder = new TorchSharpModuleEncoder("convolution", () => new Convolution(64, 96)) { EmbeddingSize = 64, OutputSize = 96 },
///     Training = new() { Engine = new TorchSharpEngine() },
/// }
/// </code>
/// </example>
public sealed record TorchSharpModuleEncoder : EncoderOptions
{
    private readonly Func<nn.Module>? _create;

    static TorchSharpModuleEncoder() => EncoderKinds.Module = new EncoderKindEntry(
        EncoderKinds.ModuleName, new TorchSharpModuleEncoder("module"), ModuleJson.Default.TorchSharpModuleEncoder);

    /// <summary>An encoder of a module.</summary>
    /// <param name="name">Under which a saved model remembers it.</param>
    /// <param name="create">
    /// Makes the module, a new one at each call and always of the same parameters: several are made. Their first values are those of training; TorchSharp's random numbers then have a
    /// seed that follows from that of the training.
    /// </param>
    /// <exception cref="ArgumentNullException">There is no name or no function.</exception>
    public TorchSharpModuleEncoder(string name, Func<nn.Module> create)
        : this(name)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(create);
        _create = create;
    }

    /// <summary>That of a saved model.</summary>
    [JsonConstructor]
    internal TorchSharpModuleEncoder(string name) => Name = name;

    /// <inheritdoc/>
    public override EncoderKind Kind => EncoderKind.Module;

    /// <summary>Under which a saved model remembers the module.</summary>
    public string Name { get; }

    /// <summary>Size of the vectors that the module makes.</summary>
    /// <value>1 to 65,536; the default is 128.</value>
    public int OutputSize { get; init; } = 128;

    /// <summary>Whether a token's vector may depend on later tokens. Where it does not, the encoder can learn to predict the next token.</summary>
    /// <value>The default is true.</value>
    public bool Bidirectional { get; init; } = true;

    internal override bool ReadsOneWay => !Bidirectional;

    internal override bool HasBlocks => false;

    internal override bool LearnsManaged => false;

    private protected override string Details => string.Create(CultureInfo.InvariantCulture, $"'{Name}' to {OutputSize}");

    private protected override string Depth => "";

    /// <summary>
    /// Makes a module known to this process, so that models with it can be loaded. A further call with the same name takes the place of the first.
    /// </summary>
    /// <param name="name">The name that was given when the model was trained.</param>
    /// <param name="create">Makes the module, a new one at each call, with the parameters that it had when the model was trained.</param>
    /// <exception cref="ArgumentNullException">There is no name or no function.</exception>
    public static void Register(string name, Func<nn.Module> create)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(create);
        ModuleFactories.Add(name, create);
    }

    /// <summary>What makes the module.</summary>
    /// <exception cref="UnknownModuleException">The options are those of a saved model, and it is not registered.</exception>
    internal Func<nn.Module> Factory() => _create ?? ModuleFactories.Find(Name) ?? throw new UnknownModuleException(Name);

    internal override Encoder Build(ParameterLayout layout, string name)
    {
        Libtorch.EnsureLoaded();
        return ModuleScorer.Build(this, layout, name);
    }

    // The module reads vectors of one size, whatever suits a task or an effort.
    internal override EncoderOptions Over(EncoderDefaults defaults) => base.Over(defaults with { EmbeddingSize = null });

    internal override EncoderOptions WithEmbeddingSize(int size) => size == EmbeddingSize ? this : throw new ArgumentException(string.Create(
        CultureInfo.InvariantCulture,
        $"The module '{Name}' reads vectors of EmbeddingSize = {EmbeddingSize} numbers, and the word vectors ask for {size}: make a module for vectors of {size}, and set EmbeddingSize to it."));

    internal override void Validate(OptionFaults faults, bool derivesHiddenSize)
    {
        base.Validate(faults, derivesHiddenSize);
        faults.Check(!string.IsNullOrWhiteSpace(Name), nameof(Name), "empty", "a text", "name the module as a saved model is to remember it");
        faults.Range(nameof(OutputSize), OutputSize, 1, 65_536, "give the size of the vectors that the module makes");
        faults.Range(nameof(Layers), Layers, 1, 1, "the module has layers of its own");
    }
}
