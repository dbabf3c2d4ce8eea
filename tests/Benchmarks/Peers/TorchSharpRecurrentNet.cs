using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Benchmarks.Peers;

/// <summary>libtorch's LSTM or GRU, tokens first, which it reads fastest; the mean over tokens and a linear layer.</summary>
internal sealed class TorchSharpRecurrentNet : TorchSharpNet
{
    private readonly Func<Tensor, Tensor> _read;
    private readonly Linear _head;

    public TorchSharpRecurrentNet(RecurrentOptions options, NamedWeights weights, int classes)
        : base(weights)
    {
        (int inputs, int size, int layers, bool bidirectional) = (options.EmbeddingSize, options.HiddenSize, options.Layers, options.Bidirectional);
        if (options is LstmOptions)
        {
            LSTM lstm = Fill(nn.LSTM(inputs, size, layers, bidirectional: bidirectional), "encoder.");
            _read = rows => lstm.call(rows).Item1;
        }
        else
        {
            GRU gru = Fill(nn.GRU(inputs, size, layers, bidirectional: bidirectional), "encoder.");
            _read = rows => gru.call(rows).Item1;
        }

        _head = CreateHead((bidirectional ? 2 : 1) * size, classes);
    }

    public override bool IsTimeFirst => true;

    public override Tensor Forward(Tensor embedded) => _head.call(_read(embedded).mean([0]));
}
