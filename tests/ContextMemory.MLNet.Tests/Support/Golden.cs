using System.Text.Json;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Support;

/// <summary>
/// Values that PyTorch computed in double precision, one file of Goldens/ each. What the core computes must agree: <see cref="Close"/>
/// with a tolerance of <see cref="Tolerance"/> at most.
/// </summary>
internal sealed class Golden
{
    /// <summary>The project's definition of correct is 1e-5. One pass is met ten times closer.</summary>
    public const double Tolerance = 1e-6;

    /// <summary>Adam divides by the size of gradients, so that what is lost to rounding in small ones is seen in the parameters.</summary>
    public const double TrainingTolerance = 5e-6;

    private readonly JsonElement _root;

    private Golden(JsonElement root) => _root = root;

    public static Golden Read(string name)
    {
        using Stream stream = typeof(Golden).Assembly.GetManifestResourceStream(name)
            ?? throw new ArgumentException($"There is no golden file '{name}'.");
        using var document = JsonDocument.Parse(stream);
        return new Golden(document.RootElement.Clone());
    }

    public double Number(string name) => _root.GetProperty(name).GetDouble();

    /// <summary>Whole numbers, of nested lists one after another.</summary>
    public int[] Integers(string name) => [.. Flatten(_root.GetProperty(name)).Select(element => element.GetInt32())];

    public double[] Numbers(string name) => [.. Flatten(_root.GetProperty(name)).Select(element => element.GetDouble())];

    public GoldenTensor Tensor(string name) => new(_root.GetProperty(name));

    /// <summary>A list of tensors.</summary>
    public GoldenTensor[] Tensors(string name) =>
        [.. _root.GetProperty(name).EnumerateArray().Select(element => new GoldenTensor(element))];

    /// <summary>Named tensors.</summary>
    public Dictionary<string, GoldenTensor> Group(string name) =>
        _root.GetProperty(name).EnumerateObject().ToDictionary(property => property.Name, property => new GoldenTensor(property.Value));

    private static IEnumerable<JsonElement> Flatten(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().SelectMany(Flatten) : [element];
}

/// <summary>A tensor of any rank, row-major; its last axis are the columns of the matrix that holds it.</summary>
internal sealed class GoldenTensor
{
    public GoldenTensor(JsonElement element)
    {
        Shape = [.. element.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())];
        string values = element.TryGetProperty("ints", out _) ? "ints" : "data";
        Values = [.. element.GetProperty(values).EnumerateArray().Select(value => value.GetDouble())];
    }

    public int[] Shape { get; }

    public double[] Values { get; }

    public int Columns => Shape[^1];

    public int Rows => Values.Length / Columns;

    public float[] Floats => [.. Values.Select(value => (float)value)];

    public Matrix ToMatrix(TestMemory memory) => memory.Of(Rows, Columns, Floats);

    /// <summary>Of [sequences x longest x columns], the rows within the length of each sequence, end to end.</summary>
    public GoldenTensor Ragged(int[] lengths)
    {
        int longest = Shape[1];
        IEnumerable<double> kept = Enumerable.Range(0, Rows)
            .Where(row => row % longest < lengths[row / longest])
            .SelectMany(row => Values[(row * Columns)..((row + 1) * Columns)]);
        return new GoldenTensor([lengths.Sum(), Columns], [.. kept]);
    }

    /// <summary>Matrices of as many columns, one below the other.</summary>
    public static GoldenTensor Stack(GoldenTensor[] tensors) =>
        new([tensors.Sum(tensor => tensor.Rows), tensors[0].Columns], [.. tensors.SelectMany(tensor => tensor.Values)]);

    /// <summary>Vectors, one behind the other.</summary>
    public static GoldenTensor Join(GoldenTensor[] tensors) =>
        new([tensors.Sum(tensor => tensor.Columns)], [.. tensors.SelectMany(tensor => tensor.Values)]);

    public void AssertClose(Matrix actual, string what, double tolerance = Golden.Tolerance)
    {
        Assert.Equal((Rows, Columns), (actual.Rows, actual.Columns));
        Close.All(Values, actual.Span, tolerance, what);
    }

    private GoldenTensor(int[] shape, double[] values)
    {
        Shape = shape;
        Values = values;
    }
}
