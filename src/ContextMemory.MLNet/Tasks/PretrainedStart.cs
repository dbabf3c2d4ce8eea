using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
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
            var faults = new OptionFaults($"The encoder of '{_folder.Path}'");
            Encoder.Validate(faults);
            faults.ThrowIfAny();
            Tokenizer = PretrainedTokenizer.Open(_folder.VocabularyFolder);
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
    public void Load(Weights weights, string prefix = "")
    {
        var parameters = weights.Layout.Parameters.ToDictionary(parameter => parameter.Name);
        Matrix table = Find("embedding.weight");
        _folder.Read(TensorName.Words, table.Span);
        LoadPositions(Find("encoder.positions.weight"));
        Read("encoder.norm", TensorName.EmbeddingNorm);
        for (int layer = 0; layer < Encoder.Layers; layer++)
        {
            string own = $"encoder.layers.{layer}.";
            string theirs = TensorName.OfLayer(layer);
            ReadProjections(own, theirs);
            Read($"{own}self_attn.out_proj", theirs + TensorName.AttentionOutput);
            Read($"{own}norm1", theirs + TensorName.AttentionNorm);
            Read($"{own}linear1", theirs + TensorName.Intermediate);
            Read($"{own}linear2", theirs + TensorName.Output);
            Read($"{own}norm2", theirs + TensorName.OutputNorm);
        }

        weights.Changed();

        Matrix Find(string name) => weights[parameters[prefix + name]];

        void Read(string own, string theirs)
        {
            _folder.Read(theirs + TensorName.Weight, Find($"{own}.weight").Span);
            _folder.Read(theirs + TensorName.Bias, Find($"{own}.bias").Span);
        }

        // Queries, keys and values are one matrix here.
        void ReadProjections(string own, string theirs)
        {
            Matrix weight = Find($"{own}self_attn.in_proj_weight");
            Matrix bias = Find($"{own}self_attn.in_proj_bias");
            int size = weight.Columns;
            foreach ((string name, int part) in (ReadOnlySpan<(string, int)>)[(TensorName.Query, 0), (TensorName.Key, 1), (TensorName.Value, 2)])
            {
                _folder.Read(theirs + name + TensorName.Weight, weight.RowRange(part * size, size).Span);
                _folder.Read(theirs + name + TensorName.Bias, bias.ColumnRange(part * size, size).Span);
            }
        }
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A text is of type 0: its vector is part of every position's.</summary>
    private void LoadPositions(Matrix positions)
    {
        TransformerShape shape = _folder.Shape;
        var all = new float[shape.Positions * shape.HiddenSize];
        _folder.Read(TensorName.Positions, all);
        all.AsSpan(shape.FirstPosition * shape.HiddenSize).CopyTo(positions.Span);
        if (shape.TokenTypes == 0)
        {
            return;
        }

        var types = new float[shape.TokenTypes * shape.HiddenSize];
        _folder.Read(TensorName.TokenTypes, types);
        for (int row = 0; row < positions.Rows; row++)
        {
            System.Numerics.Tensors.TensorPrimitives.Add(positions.Row(row), types.AsSpan(0, shape.HiddenSize), positions.Row(row));
        }
    }

    private static Pooling? PoolingOf(PretrainedPooling? convention) => convention?.Kind switch
    {
        PretrainedPoolingKind.Mean => Pooling.Mean,
        PretrainedPoolingKind.First => Pooling.First,
        PretrainedPoolingKind.Maximum => Pooling.Max,
        _ => null,
    };
}
