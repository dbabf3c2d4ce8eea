using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Persistence.Tensors;

namespace ContextMemory.MLNet.Persistence.Pretrained;

/// <summary>The tensors of a pretrained model under the names of BERT, as its files hold them.</summary>
/// <param name="path">The file that messages name.</param>
/// <param name="remedy">What to do where a tensor is missing.</param>
internal sealed class NamedTensors(string path, string remedy)
{
    private readonly Dictionary<string, PretrainedTensor> _tensors = [];
    private readonly HashSet<string> _twice = [];

    public int Count => _tensors.Count;

    public IEnumerable<string> Names => _tensors.Keys;

    /// <summary>The tensors of files that name them as the model does.</summary>
    public static NamedTensors Of(string path, IEnumerable<StoredTensor> tensors)
    {
        var named = new NamedTensors(path, "The file is not complete, or config.json is that of another model.");
        foreach (StoredTensor tensor in tensors)
        {
            if (TensorName.Canonical(tensor.Name) is { } name)
            {
                named.Add(name, new PretrainedTensor(tensor, IsTransposed: false));
            }
        }

        return named;
    }

    public void Add(string name, PretrainedTensor tensor)
    {
        if (!_tensors.TryAdd(name, tensor))
        {
            _twice.Add(name);
        }
    }

    public PretrainedTensor? Find(string name) => _tensors.GetValueOrDefault(name);

    /// <summary>The tensors that a transformer of a shape has, each checked.</summary>
    /// <exception cref="InvalidDataException">One is missing, there twice, of another shape or of a type that cannot be read.</exception>
    public Dictionary<string, PretrainedTensor> Require(TransformerShape shape)
    {
        if (Count == 0)
        {
            throw Fault("no tensor has a name of a transformer of the BERT family. Give the folder of such a model.");
        }

        var needed = new Dictionary<string, PretrainedTensor>();
        foreach ((string name, long[] expected) in TransformerTensors.Of(shape))
        {
            needed.Add(name, Require(name, expected));
        }

        return Names.FirstOrDefault(name => TensorName.LayerOf(name) >= shape.Layers) is { } more
            ? throw Fault($"the file has '{more}', and the configuration says {shape.Layers} layers. Take the config.json that belongs to the model.")
            : needed;
    }

    public InvalidDataException Missing(string name) => Fault($"tensor '{name}' is missing. {remedy}");

    private PretrainedTensor Require(string name, long[] expected)
    {
        PretrainedTensor tensor = Find(name) ?? throw Missing(name);
        if (_twice.Contains(name))
        {
            throw Fault($"tensor '{name}' appears twice, under different prefixes. Give a file with one model.");
        }

        if (tensor.Stored.Type is null)
        {
            throw Fault(
                $"tensor '{tensor.Stored.Name}' has type {tensor.Stored.TypeName}: supported are float32, float16, bfloat16 and float64. " +
                "Take the model as it was before quantization.");
        }

        // A span holds no more.
        bool fits = tensor.Shape.SequenceEqual(expected) && StoredTensor.CountOf(expected) <= Array.MaxLength;
        return fits
            ? tensor
            : throw Fault(
                $"tensor '{tensor.Stored.Name}' has shape [{string.Join(" x ", tensor.Shape)}], and the configuration says [{string.Join(" x ", expected)}]. " +
                "Take the config.json that belongs to the model.");
    }

    private InvalidDataException Fault(string what) => new($"'{path}': {what}");
}
