using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace ContextMemory.MLNet.Numerics;

/// <summary>
/// The one door to the hardware. <see cref="ScalarKernels"/> is the specification in plain loops; the others do the same work
/// with vectors of one width. Every sum over the depth of a product runs in order with one accumulator an element, so a result
/// does not depend on how many rows are computed together or by which thread.
/// </summary>
internal abstract unsafe partial class Kernels
{
    /// <summary>The widest kernels this machine has, or those named by the environment variable CONTEXTMEMORY_KERNEL.</summary>
    public static Kernels Current { get; } = KernelFactory.OfProcess();

    public abstract string Name { get; }

    /// <summary>The name, and what else of the processor decides how results are rounded.</summary>
    public string Description => $"{Name} ({Processor})";

    private static string Processor { get; } = DescribeProcessor();

    /// <summary>Columns of a panel of <see cref="Panels"/>.</summary>
    public abstract int PanelWidth { get; }

    // The widest vectors, in which the library's own sums are taken, and whether a product is rounded before it is added.
    private static string DescribeProcessor()
    {
        int width = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;
        bool fuses = Fma.IsSupported || AdvSimd.IsSupported;
        return $"{RuntimeInformation.ProcessArchitecture}, vectors of {width} bits{(fuses ? ", fused multiply-add" : "")}";
    }

    /// <summary>c = a b.</summary>
    public void Multiply(Matrix a, Panels b, Matrix c)
    {
        float* zeros = stackalloc float[PanelWidth];
        new Span<float>(zeros, PanelWidth).Clear();
        Product(a, b, c, new ProductStart(zeros, 0, 0));
    }

    /// <summary>c = a b + bias, the bias [1 x columns] added to every row.</summary>
    public void MultiplyAddBias(Matrix a, Panels b, Matrix bias, Matrix c)
    {
        Debug.Assert(bias.Rows == 1 && bias.Columns == c.Columns);
        Product(a, b, c, new ProductStart(bias.Data, 0, 1));
    }

    /// <summary>c += a b.</summary>
    public void MultiplyAdd(Matrix a, Panels b, Matrix c) => Product(a, b, c, new ProductStart(c.Data, c.Stride, 1));

    /// <summary>c += a^T b, where a is [depth x rows] and b [depth x columns]: the gradient of a weight matrix.</summary>
    public virtual void MultiplyTransposedAdd(Matrix a, Matrix b, Matrix c)
    {
        Debug.Assert(a.Rows == b.Rows && c.Rows == a.Columns && c.Columns == b.Columns);
        Product(a.Data, 1, a.Stride, a.Columns, Panels.Of(b, PanelWidth), c, new ProductStart(c.Data, c.Stride, 1));
    }

    /// <summary>
    /// c += a^T b and otherC += a^T otherB: the gradients of two weight matrices whose products were added up. To the same bits as one
    /// after the other.
    /// </summary>
    public virtual void MultiplyTransposedAdd(Matrix a, Matrix b, Matrix c, Matrix otherB, Matrix otherC)
    {
        MultiplyTransposedAdd(a, b, c);
        MultiplyTransposedAdd(a, otherB, otherC);
    }

    /// <summary>c = start + a b, with element (row, depth) of a at data[row * rowStride + depth * depthStride].</summary>
    protected abstract void Product(
        float* data, nint rowStride, nint depthStride, int rows, Panels b, Matrix c, ProductStart start);

    private void Product(Matrix a, Panels b, Matrix c, ProductStart start)
    {
        Debug.Assert(a.Columns == b.Depth && c.Rows == a.Rows && c.Columns == b.Columns);
        if (b.IsQuantized)
        {
            QuantizedProduct(a, b, c, start);
            return;
        }

        Product(a.Data, a.Stride, 1, a.Rows, b, c, start);
    }

    /// <summary>What a product is added to: zeros, a bias row, or what the result held.</summary>
    protected readonly struct ProductStart(float* data, nint rowStride, int columnStride)
    {
        public float* Data { get; } = data;

        public nint RowStride { get; } = rowStride;

        /// <summary>0 where each panel starts from the same values, else 1.</summary>
        public int ColumnStride { get; } = columnStride;
    }
}
