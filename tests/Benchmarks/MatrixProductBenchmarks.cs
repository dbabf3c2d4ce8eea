using BenchmarkDotNet.Attributes;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Benchmarks;

/// <summary>
/// Matrix products of the shapes that occur. The first shape is one register tile in the first level cache: the pace of the pure register
/// kernel that the others are measured by.
/// </summary>
public class MatrixProductBenchmarks
{
    private readonly Kernels _kernels = Kernels.Current;
    private AlignedBuffer? _memory;
    private PackedMatrix? _packed;
    private Matrix _a;
    private Matrix _b;
    private Matrix _c;

    public static IEnumerable<ProductShape> Shapes { get; } =
    [
        new(12, 128, Kernels.Current.PanelWidth),
        new(2048, 128, 512),
        new(2048, 512, 128),
        new(768, 768, 768),
        new(32, 128, 512),
        new(8, 128, 512),
        new(1, 128, 512),
        new(64, 32, 64),
    ];

    [ParamsSource(nameof(Shapes))]
    public ProductShape Shape { get; set; } = new(1, 1, 1);

    [GlobalSetup]
    public unsafe void Setup()
    {
        (int rows, int depth, int columns) = Shape;
        _memory = new AlignedBuffer((rows * depth) + (depth * columns) + (rows * columns));
        var random = new Random(1);
        foreach (ref float value in _memory.Span)
        {
            value = random.NextSingle() - 0.5f;
        }

        _a = new Matrix(_memory.Data, rows, depth);
        _b = new Matrix(_a.RowData(rows), depth, columns);
        _c = new Matrix(_b.RowData(depth), rows, columns);
        _packed = new PackedMatrix(depth, columns, _kernels.PanelWidth);
        _packed.Pack(_b);
    }

    /// <summary>C = A B, with B packed before, as weights are.</summary>
    [Benchmark]
    [Work("GFLOP/s", 1e9, 2, nameof(Shape))]
    public void Multiply() => _kernels.Multiply(_a, _packed!.Panels, _c);

    /// <summary>B += A^T C with nothing packed: the gradient of a weight.</summary>
    [Benchmark]
    [Work("GFLOP/s", 1e9, 2, nameof(Shape))]
    public void MultiplyTransposedAdd() => _kernels.MultiplyTransposedAdd(_a, _c, _b);
}
