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
internal abstract unsafe class Kernels
{
    /// <summary>The widest kernels this machine has, or those named by the environment variable CONTEXTMEMORY_KERNEL.</summary>
    public static Kernels Current { get; } = KernelFactory.Choose(Environment.GetEnvironmentVariable(KernelFactory.EnvironmentVariable));

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

    /// <summary>sums += the sum of each column.</summary>
    public abstract void AddColumnSums(Matrix values, Matrix sums);

    /// <summary>destination += source.</summary>
    public abstract void Add(ReadOnlySpan<float> source, Span<float> destination);

    /// <summary>destination += factor * source.</summary>
    public abstract void AddScaled(float factor, ReadOnlySpan<float> source, Span<float> destination);

    public abstract float Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right);

    /// <summary>In place: factor x.</summary>
    public abstract void Scale(float factor, Span<float> values);

    /// <summary>In place: e^x_i / sum of e^x_j. Returns the logarithm of the sum.</summary>
    public float Softmax(Span<float> row)
    {
        float max = Max(row, float.NegativeInfinity);
        float sum = ExpMinus(max, row);
        Scale(1 / sum, row);
        return max + MathF.Log(sum);
    }

    /// <summary>The largest of a row, or <paramref name="floor"/> if that is larger.</summary>
    public abstract float Max(ReadOnlySpan<float> row, float floor);

    /// <summary>In place: e^(x - shift), for x no more than 88.3 above the shift. Returns their sum.</summary>
    public abstract float ExpMinus(float shift, Span<float> values);

    /// <summary>
    /// In place: 2^(x - shift) of each row, for x no more than 127 above the row's shift; 2^-126 where that is more. Adds to each row's
    /// sum that of its powers.
    /// </summary>
    public abstract void PowersOfTwo(Matrix rows, ReadOnlySpan<float> shifts, Span<float> sums);

    /// <summary>
    /// In place: the gradient before a softmax from that behind it, p (g - mean), where the mean is the sum of p g.
    /// </summary>
    public abstract void SoftmaxSlope(ReadOnlySpan<float> probabilities, float mean, Span<float> gradient);

    /// <summary>In place: tanh x.</summary>
    public abstract void Tanh(Span<float> values);

    /// <summary>In place: gradient * (1 - output^2).</summary>
    public abstract void TanhBackward(ReadOnlySpan<float> output, Span<float> gradient);

    /// <summary>In place: 1 / (1 + e^-x).</summary>
    public abstract void Sigmoid(Span<float> values);

    /// <summary>In place: gradient * output * (1 - output).</summary>
    public abstract void SigmoidBackward(ReadOnlySpan<float> output, Span<float> gradient);

    /// <summary>y = x times the normal distribution's share below x (Hendrycks and Gimpel 2016).</summary>
    public abstract void Gelu(ReadOnlySpan<float> x, Span<float> y);

    /// <summary>In place: gradient times the derivative of GELU at x.</summary>
    public abstract void GeluBackward(ReadOnlySpan<float> x, Span<float> gradient);

    /// <summary>
    /// normalized = (x - mean) / sqrt(variance + epsilon), y = gain * normalized + bias (Ba 2016). Returns 1 / sqrt(variance + epsilon).
    /// </summary>
    public abstract float LayerNorm(
        ReadOnlySpan<float> x, ReadOnlySpan<float> gain, ReadOnlySpan<float> bias, float epsilon, Span<float> normalized, Span<float> y);

    /// <summary>From the gradient behind one normalized row to the one before it; adds to those of gain and bias.</summary>
    public abstract void LayerNormBackward(
        ReadOnlySpan<float> normalized,
        float inverseDeviation,
        ReadOnlySpan<float> gain,
        ReadOnlySpan<float> gradient,
        Span<float> gainGradient,
        Span<float> biasGradient,
        Span<float> inputGradient);

    /// <summary>
    /// One row of a step of a cell with input, forget and output gates. The parts hold the sums before the gates and are overwritten
    /// by the gates' values: c = f c' + i g, h = o tanh(c) (Hochreiter 1997, forget gate of Gers 2000).
    /// </summary>
    public abstract void MemoryCell(in MemoryCellGates gates, float* previousCell, float* cell, float* cellTanh, float* output);

    /// <summary>
    /// The way back: the parts hold the gates' values and are overwritten by the gradients of the sums before them.
    /// <paramref name="cellGradient"/> comes in from the following step and leaves for the preceding one.
    /// </summary>
    public abstract void MemoryCellBackward(
        in MemoryCellGates gates, float* previousCell, float* cellTanh, float* outputGradient, float* cellGradient);

    /// <summary>
    /// One row of a GRU step (Cho 2014). <paramref name="gates"/> holds the sums of r and z and the input's part of the candidate's,
    /// and is overwritten by r, z, n; <paramref name="candidateSum"/> holds the hidden values' part: n = tanh(gates_n + r candidateSum),
    /// h = (1 - z) n + z h'.
    /// </summary>
    public abstract void GruCell(int size, float* gates, float* candidateSum, float* previous, float* output);

    /// <summary>
    /// The way back: <paramref name="gates"/> holds r, z, n and is overwritten by the gradients of the sums before them,
    /// <paramref name="candidateSum"/> by the gradient of itself, <paramref name="direct"/> by what goes to h' through z h'.
    /// </summary>
    public abstract void GruCellBackward(
        int size, float* gates, float* candidateSum, float* previous, float* outputGradient, float* direct);

    /// <summary>
    /// One row of an external memory: reads output = sum of a_i v_i, then writes v_i = v_i (1 - a_i erase) + a_i write, for the slots'
    /// values v [slots x size] and how much each slot is addressed a [slots].
    /// </summary>
    public abstract void MemoryReadWrite(
        int slots, int size, float* values, float* addresses, float* erase, float* write, float* output);

    /// <summary>
    /// The way back of <see cref="MemoryReadWrite"/> with the values as they were before it. <paramref name="valueGradient"/> comes in
    /// from the following row and leaves for the preceding one; the addresses' gradient is written, the others are added to.
    /// </summary>
    public abstract void MemoryReadWriteBackward(
        int slots,
        int size,
        float* values,
        float* addresses,
        float* erase,
        float* write,
        float* outputGradient,
        float* valueGradient,
        float* addressGradient,
        float* eraseGradient,
        float* writeGradient);

    /// <summary>One step of Adam with decoupled weight decay over a slice of the parameters.</summary>
    public abstract void Adam(in AdamStep step, float* values, float* gradients, float* mean, float* variance, int count);

    /// <summary>
    /// Several steps of Adam at once over a slice whose gradient was zero in all of them: values -= drift m / (sqrt(v) + epsilon), then
    /// the moments decay.
    /// </summary>
    public abstract void AdamIdle(in AdamIdleSteps steps, float* values, float* mean, float* variance, int count);

    /// <summary>c = start + a b, with element (row, depth) of a at data[row * rowStride + depth * depthStride].</summary>
    protected abstract void Product(
        float* data, nint rowStride, nint depthStride, int rows, Panels b, Matrix c, ProductStart start);

    private void Product(Matrix a, Panels b, Matrix c, ProductStart start)
    {
        Debug.Assert(a.Columns == b.Depth && c.Rows == a.Rows && c.Columns == b.Columns);
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
