using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.TorchTests.Support;

/// <summary>Modules as a user writes them.</summary>
internal static class TestModules
{
    public const int Inputs = 16;
    public const int Outputs = 12;

    /// <summary>The options of a module for the random objectives.</summary>
    public static TorchSharpModuleEncoder Encoder(Func<nn.Module> create, string name = "test") =>
        new(name, create) { EmbeddingSize = Inputs, OutputSize = Outputs, SegmentLength = 8, Dropout = 0 };

    /// <summary>Reads tokens in order, forwards.</summary>
    public sealed class Recurrent : nn.Module<Tensor, Tensor, Tensor>
    {
        private readonly GRU _gru = nn.GRU(Inputs, Outputs, batchFirst: true);

        public Recurrent()
            : base(nameof(Recurrent)) => RegisterComponents();

        public override Tensor forward(Tensor tokens, Tensor lengths)
        {
            (Tensor read, Tensor _) = _gru.call(tokens);
            return read;
        }

        protected override void Dispose(bool disposing)
        {
            _gru.Dispose();
            base.Dispose(disposing);
        }
    }

    /// <summary>A vector a text: the mean over its tokens, with dropout, a matrix that is not trained, and buffers.</summary>
    public sealed class Mean : nn.Module<Tensor, Tensor, Tensor>
    {
        private readonly Linear _linear = nn.Linear(Inputs, Outputs);
        private readonly Linear _fixed = nn.Linear(Outputs, Outputs);
        private readonly Dropout _dropout = nn.Dropout(0.3);

        public Mean()
            : base(nameof(Mean))
        {
            _fixed.weight.requires_grad = false;
            RegisterComponents();
            register_buffer("scale", rand(Outputs));
            register_buffer("seen", zeros(1));
            register_buffer("count", zeros(1, ScalarType.Int64));
        }

        public override Tensor forward(Tensor tokens, Tensor lengths)
        {
            if (training)
            {
                using IDisposable noGradient = no_grad();
                get_buffer("seen")!.add_(ones(1, device: tokens.device), 1.ToScalar());
            }

            Tensor read = _fixed.call(_dropout.call(_linear.call(tokens))).tanh() * get_buffer("scale")!;
            Tensor mask = arange(tokens.shape[1], device: tokens.device).unsqueeze(0).lt(lengths.unsqueeze(1)).unsqueeze(2);
            return (read * mask).sum(1) / lengths.unsqueeze(1);
        }

        protected override void Dispose(bool disposing)
        {
            _linear.Dispose();
            _fixed.Dispose();
            _dropout.Dispose();
            base.Dispose(disposing);
        }
    }

    /// <summary>Each token alone, and no lengths.</summary>
    public static nn.Module Tokenwise(int outputs = Outputs) => nn.Sequential(nn.Linear(Inputs, outputs), nn.Tanh());
}
