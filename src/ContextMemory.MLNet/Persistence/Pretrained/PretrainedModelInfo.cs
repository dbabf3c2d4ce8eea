using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Persistence.Pretrained;

namespace ContextMemory.MLNet;

/// <summary>
/// What a folder with a pretrained transformer holds: BERT, DistilBERT, RoBERTa or XLM-RoBERTa, as safetensors or ONNX. Reading it checks names, types, shapes and
/// places of all weights, and reads none of them; the tokenizer is read.
/// </summary>
public sealed class PretrainedModelInfo
{
    private readonly TransformerShape _shape;

    private PretrainedModelInfo(PretrainedFolder folder)
    {
        _shape = folder.Shape;
        Path = folder.Path;
        Architecture = folder.Architecture;
        Activation = _shape.Activation switch
        {
            TransformerActivation.GeluTanh => "gelu (tanh)",
            TransformerActivation.Relu => "relu",
            _ => "gelu",
        };
        ParameterCount = folder.ValueCount;
        WeightTypes = folder.WeightTypes;
        WeightFiles = [.. folder.WeightFiles.Select(file => file.Path)];
        WeightBytes = folder.WeightFiles.Sum(file => file.Length);
        VocabularyFiles = folder.VocabularyFiles;
        Tokenizer = folder.VocabularyFiles.Count > 0 ? TokenizerFolder.Open(folder.VocabularyFolder).Description : null;
        MaximumTokens = folder.MaximumTokens;
        Pooling = folder.Pooling?.Kind switch
        {
            PretrainedPoolingKind.Mean => "mean",
            PretrainedPoolingKind.First => "first token",
            PretrainedPoolingKind.Maximum => "maximum",
            _ => null,
        };
        Normalizes = folder.Pooling?.Normalizes ?? false;
    }

    /// <summary>The folder of the model, as a full path.</summary>
    public string Path { get; }

    /// <summary>bert, distilbert, roberta (CamemBERT too) or xlm-roberta.</summary>
    public string Architecture { get; }

    /// <summary>Pieces of words that have a vector.</summary>
    public int VocabularySize => _shape.VocabularySize;

    /// <summary>Size of the vector of a piece.</summary>
    public int HiddenSize => _shape.HiddenSize;

    /// <summary>Layers of self-attention and feed-forward.</summary>
    public int Layers => _shape.Layers;

    /// <summary>Attention heads of a layer.</summary>
    public int Heads => _shape.Heads;

    /// <summary>Size of the hidden layer of the feed-forward part.</summary>
    public int FeedForwardSize => _shape.FeedForwardSize;

    /// <summary>Positions that a token can have.</summary>
    public int Positions => _shape.Positions - _shape.FirstPosition;

    /// <summary>Activation of the feed-forward part: gelu, gelu (tanh) or relu.</summary>
    public string Activation { get; }

    /// <summary>Values of all weights; those of heads of tasks, which are not read, do not count.</summary>
    public long ParameterCount { get; }

    /// <summary>What the files call the types of the weights, such as F32, F16 or BF16 (safetensors) and FLOAT (ONNX).</summary>
    public IReadOnlyList<string> WeightTypes { get; }

    /// <summary>The files that hold the weights, as full paths.</summary>
    public IReadOnlyList<string> WeightFiles { get; }

    /// <summary>Bytes of these files together.</summary>
    public long WeightBytes { get; }

    /// <summary>The files that texts are cut into pieces with, as full paths; empty where there is none that is known by name.</summary>
    public IReadOnlyList<string> VocabularyFiles { get; }

    /// <summary>How these files cut texts into pieces, as "WordPiece, 30522 pieces, lower case"; null where there are none.</summary>
    public string? Tokenizer { get; }

    /// <summary>Tokens of a text that the model was made for, those at its ends included; null where the folder does not say.</summary>
    public int? MaximumTokens { get; }

    /// <summary>How the model was trained to make one vector of those of the tokens: mean, first token or maximum; null where the folder does not say.</summary>
    public string? Pooling { get; }

    /// <summary>Whether that vector is then divided by its length.</summary>
    public bool Normalizes { get; }

    /// <summary>Reads what a folder holds.</summary>
    /// <param name="path">The folder, or the file of weights in it (.safetensors, .onnx).</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="IOException">There is no such folder or file, or a file cannot be read.</exception>
    /// <exception cref="InvalidDataException">The model cannot be read; the message names the file, what was found and what to do.</exception>
    public static PretrainedModelInfo Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var folder = PretrainedFolder.Open(path);
        return new PretrainedModelInfo(folder);
    }
}
