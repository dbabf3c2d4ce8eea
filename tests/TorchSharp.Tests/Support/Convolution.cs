using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.TorchTests.Support;

/// <summary>The module of docs/your-own-module.md.</summary>
public sealed class Convolution : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly Conv1d _read;
    private readonly Dropout _dropout = nn.Dropout(0.1);

    public Convolution(int inputs, int outputs)
        : base(nameof(Convolution))
    {
        _read = nn.Conv1d(inputs, outputs, kernel_size: 5L, padding: 2L);
        RegisterComponents();
    }

    // tokens is [batch x time x inputs], zero behind the end of a text; lengths is [batch], 64-bit integers.
    public override Tensor forward(Tensor tokens, Tensor lengths) =>
        _dropout.call(_read.call(tokens.transpose(1, 2)).transpose(1, 2).relu());
}
