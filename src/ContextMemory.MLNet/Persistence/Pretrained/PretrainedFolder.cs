using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Persistence.Tensors;

namespace ContextMemory.MLNet.Persistence.Pretrained;

/// <summary>
/// A pretrained transformer of the BERT family in a folder: its sizes, and its weights under the names of BERT. Everything is checked when
/// it is opened; weights stay in their files until they are read.
/// </summary>
internal sealed class PretrainedFolder : IDisposable
{
    private const int FingerprintLength = 8;

    private readonly List<DataFile> _files = [];
    private readonly PretrainedFiles _places;
    private readonly Dictionary<string, PretrainedTensor> _tensors;

    private PretrainedFolder(PretrainedFiles places)
    {
        _places = places;
        try
        {
            (Architecture, Shape, NamedTensors tensors) = Read();
            _tensors = tensors.Require(Shape);
            MaximumTokens = ReadMaximumTokens();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The folder of the model.</summary>
    public string Path => _places.Folder;

    /// <summary>bert, distilbert, roberta or xlm-roberta.</summary>
    public string Architecture { get; }

    public TransformerShape Shape { get; }

    /// <summary>How the vectors of a text's pieces become one; null where the folder does not say.</summary>
    public PretrainedPooling? Pooling => _places.Modules.Pooling;

    /// <summary>Tokens of a text that the model was made for, those at its ends included; null where the folder does not say.</summary>
    public int? MaximumTokens { get; }

    /// <summary>The names of all tensors, those of BERT without a prefix.</summary>
    public IReadOnlyCollection<string> TensorNames => _tensors.Keys;

    /// <summary>The files that hold the weights.</summary>
    public IReadOnlyList<DataFile> WeightFiles => _files;

    /// <summary>The files that texts are cut into pieces with.</summary>
    public IReadOnlyList<string> VocabularyFiles => _places.VocabularyFiles;

    /// <summary>Where these files are.</summary>
    public string VocabularyFolder => _places.VocabularyFolder;

    /// <summary>What the files call the types of the weights.</summary>
    public IReadOnlyList<string> WeightTypes => [.. _tensors.Values.Select(tensor => tensor.Stored.TypeName).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Number of values of all tensors.</summary>
    public long ValueCount => _tensors.Values.Sum(tensor => StoredTensor.CountOf(tensor.Shape)!.Value);

    /// <param name="path">A folder, or the file of weights (.safetensors, .onnx) in it.</param>
    /// <exception cref="IOException">There is no such folder or file, or a file cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is not a model that can be read; the message says why.</exception>
    public static PretrainedFolder Open(string path) => new(PretrainedFiles.Locate(path));

    /// <summary>Reads a tensor.</summary>
    /// <param name="name">One of <see cref="TensorNames"/>.</param>
    /// <param name="destination">Takes its numbers row-major; it has a place for each.</param>
    /// <exception cref="InvalidDataException">A number is infinite or not a number, or the file has changed.</exception>
    public void Read(string name, Span<float> destination)
    {
        if (!_tensors.TryGetValue(name, out PretrainedTensor? tensor))
        {
            throw new ArgumentException($"The model in '{Path}' has no tensor '{name}'.", nameof(name));
        }

        if (StoredTensor.CountOf(tensor.Shape) != destination.Length)
        {
            throw new ArgumentException($"Tensor '{name}' has shape [{string.Join(" x ", tensor.Shape)}]; there are {destination.Length} places for it.", nameof(destination));
        }

        tensor.Read(destination);
    }

    /// <summary>Tells the transformer from others, in whatever files it is: a hash of the names, shapes and values of its weights. Reads them all.</summary>
    /// <exception cref="InvalidDataException">A number is infinite or not a number, or the file has changed.</exception>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string name, PretrainedTensor tensor) in _tensors.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            float[] values = new float[StoredTensor.CountOf(tensor.Shape)!.Value];
            tensor.Read(values);
            hash.AppendData(Encoding.UTF8.GetBytes($"{name} [{string.Join(" x ", tensor.Shape)}]"));
            hash.AppendData(MemoryMarshal.AsBytes<float>(values));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset(), 0, FingerprintLength);
    }

    public void Dispose() => _files.ForEach(file => file.Dispose());

    private (string Architecture, TransformerShape Shape, NamedTensors Tensors) Read()
    {
        (string Architecture, TransformerShape Shape)? configured = null;
        if (_places.Config is { } config)
        {
            (string architecture, TransformerShape shape) = PretrainedConfig.Read(config);
            configured = (architecture, shape);
        }

        if (_places.IsOnnx)
        {
            _files.Add(DataFile.Open(_places.Weights));
            var transformer = OnnxTransformer.Read(_files[0]);
            (string Architecture, TransformerShape Shape) derived = configured ?? transformer.Derive();
            return (derived.Architecture, derived.Shape, transformer.Tensors);
        }

        return configured is { } known
            ? (known.Architecture, known.Shape, NamedTensors.Of(_places.Weights, ReadSafetensors()))
            : throw new InvalidDataException($"'{Path}' has no config.json, which says what the tensors are. Download the file too.");
    }

    private List<StoredTensor> ReadSafetensors()
    {
        if (System.IO.Path.GetFileName(_places.Weights) == PretrainedFiles.IndexName)
        {
            return SafetensorsShards.Read(_places.Weights, _files);
        }

        _files.Add(DataFile.Open(_places.Weights));
        return SafetensorsHeader.Read(_files[0]);
    }

    private int? ReadMaximumTokens()
    {
        int most = Shape.Positions - Shape.FirstPosition;
        int? trained = _places.FindFile("sentence_bert_config.json") is { } sentences
            ? JsonFile.Read(sentences, JsonValueKind.Object, root => new ConfigFile(sentences, root).OptionalInteger("max_seq_length", 1, int.MaxValue))
            : null;
        if (trained is { } tokens)
        {
            return Math.Min(tokens, most);
        }

        // Tokenizers without a limit say 1e30.
        double? limit = _places.FindFile("tokenizer_config.json") is { } tokenizer
            ? JsonFile.Read(tokenizer, JsonValueKind.Object, root => new ConfigFile(tokenizer, root).OptionalNumber("model_max_length", double.MaxValue))
            : null;
        return limit >= 1 && limit <= most ? (int)limit : null;
    }
}
