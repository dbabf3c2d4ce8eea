using ContextMemory.MLNet.Torch.Layers;
using ContextMemory.MLNet.Torch.Modules;
using ContextMemory.MLNet.Torch.Sequences;
using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Networks;

/// <summary>A user's module, whose parameters are those of the model. A segment knows nothing of those before it.</summary>
internal sealed class ModuleEncoder : Encoder
{
    private readonly UserModule _module;

    /// <param name="pass">Has the parameters.</param>
    /// <param name="options">Have the function that makes the module.</param>
    /// <param name="name">What the names of the parameters begin with.</param>
    public ModuleEncoder(Pass pass, TorchSharpModuleEncoder options, string name)
    {
        OutputSize = options.OutputSize;
        _module = UserModule.Create(options);
        try
        {
            _module.To(pass.Device);
            _module.Take(own => pass.Find($"{name}{own}"), Share);
        }
        catch
        {
            _module.Dispose();
            throw;
        }
    }

    public override int OutputSize { get; }

    public override IReadOnlyList<long[]> StateShapes => [];

    public override Tensor Forward(Pass pass, SequenceShape batch, Tensor rows, Span<Tensor> state) =>
        pass.IsTraining ? _module.Learn(batch, rows, pass.StreamSeed) : _module.Read(batch, rows);

    public override void Dispose() => _module.Dispose();

    /// <summary>Makes a value of the module share the memory of the model's, and its gradient.</summary>
    private static void Share(ModuleValue own, Tensor shared)
    {
        bool learns = own.Learns;
        own.Tensor.set_(shared.view(own.Tensor.shape));
        if (learns)
        {
            own.Tensor.grad = shared.grad?.view(own.Tensor.shape);
        }
    }
}
