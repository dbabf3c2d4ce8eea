using ContextMemory.MLNet.Encoders;
using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tasks.TokenPrediction;

/// <summary>An encoder with a linear layer over its tokens that tells which of the most frequent words stands there.</summary>
internal sealed class TokenPredictionModel : TextModel
{
    // Rarer words are read but not asked for: the layer over all words would cost more than the encoder.
    private const int MostWords = 8_192;

    private readonly Linear _head;

    public TokenPredictionModel(TokenCoder coder, EncoderOptions options, Kernels kernels)
        : base(coder, options, kernels)
    {
        WordCount = Math.Clamp(coder.KnownRows, 1, MostWords);
        _head = new Linear(Layout, "prediction", Encoder.TokenSize, WordCount);
    }

    /// <summary>Words that can be asked for: those of the first rows behind the special ones.</summary>
    public int WordCount { get; }

    public override int ResultSize => Encoder.OutputSize;

    public override Matrix Forward(Pass pass, DocumentBatch documents) => Encoder.Forward(pass, documents);

    /// <summary>Whether the token that begins with a code can be asked for: one of the words, alone or as the second of a pair.</summary>
    public bool CanBeAskedFor(int code) => code >= TokenCoder.SpecialRows && code < TokenCoder.SpecialRows + WordCount;

    /// <summary>Whether a token's first code is that of a known word; other rows of it are then those of a pair that it ends.</summary>
    public bool IsWord(int code) => code >= TokenCoder.SpecialRows && code < TokenCoder.SpecialRows + Coder.KnownRows;

    /// <summary>Logits over the words for some rows of the encoder's output.</summary>
    public Matrix Logits(Pass pass, Matrix rows) => _head.Forward(pass, rows);

    public Matrix Backward(Pass pass, Matrix logitGradient) => _head.Backward(pass, logitGradient);
}
