using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tasks.Encoding;

/// <summary>
/// An encoder with a linear layer over its tokens that tells which of the most frequent words stands there, and, where it is asked for, one
/// over the document's vector that tells which words the document has.
/// </summary>
internal sealed class TokenPredictionModel : TextModel
{
    // Rarer words are read but not asked for: the layer over all words would cost more than the encoder.
    private const int MostWords = 8_192;

    private readonly Linear _tokenHead;
    private readonly Linear? _documentHead;

    /// <param name="coder">Turns text into codes.</param>
    /// <param name="options">The architecture.</param>
    /// <param name="kernels">To compute with.</param>
    /// <param name="readsDocuments">Whether the words of a document are told from its vector as well.</param>
    public TokenPredictionModel(TokenCoder coder, EncoderOptions options, Kernels kernels, bool readsDocuments = false)
        : base(coder, Describe(coder, options, readsDocuments), kernels)
    {
        LinearHeadSpec[] heads = [.. Network.Members[0].Heads.Cast<LinearHeadSpec>()];
        WordCount = heads[0].Outputs;
        _tokenHead = Encoder.CreateHead(Layout, heads[0]);
        _documentHead = heads.Length > 1 ? Encoder.CreateHead(Layout, heads[1]) : null;
    }

    /// <summary>Words that can be asked for: those of the first rows behind the special ones.</summary>
    public int WordCount { get; }

    public bool ReadsDocuments => _documentHead is not null;

    public override int ResultSize => Encoder.OutputSize;

    public override Matrix Forward(Pass pass, DocumentBatch documents) => Encoder.Forward(pass, documents);

    /// <summary>Whether the token that begins with a code can be asked for: one of the words, alone or as the second of a pair.</summary>
    public bool CanBeAskedFor(int code) => code >= TokenCodes.SpecialRows && code < TokenCodes.SpecialRows + WordCount;

    /// <summary>Whether a token's first code is that of a known word; other rows of it are then those of a pair that it ends.</summary>
    public bool IsWord(int code) => code >= TokenCodes.SpecialRows && code < TokenCodes.SpecialRows + Coder.KnownRows;

    /// <summary>Logits over the words for some tokens' vectors.</summary>
    public Matrix TokenLogits(Pass pass, Matrix tokens) => _tokenHead.Forward(pass, tokens);

    public Matrix TokensBackward(Pass pass, Matrix logitGradient) => _tokenHead.Backward(pass, logitGradient);

    /// <summary>Logits over the words for the documents' vectors.</summary>
    public Matrix DocumentLogits(Pass pass, Matrix documents) => _documentHead!.Forward(pass, documents);

    public Matrix DocumentsBackward(Pass pass, Matrix logitGradient) => _documentHead!.Backward(pass, logitGradient);

    private static NetworkSpec Describe(TokenCoder coder, EncoderOptions options, bool readsDocuments)
    {
        int words = Math.Clamp(coder.KnownRows, 1, MostWords);
        var tokens = new LinearHeadSpec("prediction", HeadInput.Tokens, words);
        var documents = new LinearHeadSpec("words", HeadInput.Documents, words);
        return new NetworkSpec
        {
            Members = [MemberSpec.OfDocuments(options, coder.TableRows) with { Heads = readsDocuments ? [tokens, documents] : [tokens] }],
            Loss = new LossSpec(LossKind.TokenPrediction),
        };
    }
}
