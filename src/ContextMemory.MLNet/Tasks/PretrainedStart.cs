using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Persistence.Pretrained;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Text.Pretrained;

namespace ContextMemory.MLNet.Tasks;

/// <summary>
/// The start of an encoder from the folder of a pretrained transformer. The folder is opened before the training rows are read, so that what is
/// wrong with it is said at once.
/// </summary>
internal sealed class PretrainedStart : IDisposable
{
    private readonly PretrainedFolder _folder;

    private PretrainedStart(PretrainedOptions options, TrainingOptions training)
    {
        _folder = PretrainedFolder.Open(options.Path!);
        try
        {
            if (_folder.Shape.Activation != TransformerActivation.Gelu)
            {
                throw new InvalidDataException(
                    $"{_folder.Path}: the transformer's activation is {_folder.Shape.Activation}; {TransformerActivation.Gelu} can be computed. Take another model.");
            }

            Encoder = options.For(_folder.Shape, PoolingOf(_folder.Pooling), _folder.Pooling?.Normalizes, _folder.MaximumTokens).Beside(training.LearningRate);
            if (!Encoder.SavesBase)
            {
                Encoder = Encoder with { BasePath = options.Path, BaseFingerprint = _folder.Fingerprint() };
            }

            var faults = new OptionFaults($"The encoder of '{_folder.Path}'");
            Encoder.Validate(faults);
            faults.ThrowIfAny();
            Tokenizer = TokenizerFolder.Open(_folder.VocabularyFolder);
            if (Tokenizer.VocabularySize > _folder.Shape.VocabularySize)
            {
                throw new InvalidDataException(
                    $"{_folder.Path}: the tokenizer has {Tokenizer.VocabularySize} pieces, the table of vectors {_folder.Shape.VocabularySize} rows. " +
                    "Take the vocabulary and the weights from the same model.");
            }

            Coder = new PretrainedCoder(Tokenizer, Encoder.SegmentLength, _folder.Shape.VocabularySize);
        }
        catch
        {
            _folder.Dispose();
            throw;
        }
    }

    /// <summary>The options with the sizes of the transformer.</summary>
    public PretrainedOptions Encoder { get; }

    /// <summary>Cuts text into the transformer's pieces.</summary>
    public PretrainedTokenizer Tokenizer { get; }

    /// <summary>Turns text into the numbers of the transformer's pieces.</summary>
    public TokenCoder Coder { get; }

    /// <summary>Opens the folder of an encoder; null where it has none.</summary>
    /// <param name="encoder">What the options say.</param>
    /// <param name="training">How what stands above it learns.</param>
    /// <exception cref="IOException">A file cannot be opened.</exception>
    /// <exception cref="InvalidDataException">The folder holds no transformer of a kind that is known, or a damaged one.</exception>
    public static PretrainedStart? Open(EncoderOptions encoder, TrainingOptions training) =>
        encoder is PretrainedOptions { Path: not null } options ? new PretrainedStart(options, training) : null;

    /// <summary>Reads the weights into an encoder of a model.</summary>
    /// <param name="weights">Of the model.</param>
    /// <param name="prefix">What stands before the names of the encoder's parameters.</param>
    public void Load(Weights weights, string prefix = "") => BaseWeights.Load(_folder, weights, prefix);

    public void Dispose() => _folder.Dispose();

    private static Pooling? PoolingOf(PretrainedPooling? convention) => convention?.Kind switch
    {
        PretrainedPoolingKind.Mean => Pooling.Mean,
        PretrainedPoolingKind.First => Pooling.First,
        PretrainedPoolingKind.Maximum => Pooling.Max,
        _ => null,
    };
}
