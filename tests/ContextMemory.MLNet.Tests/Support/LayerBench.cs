using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Tests.Support;

/// <summary>
/// What layers under test stand on: add them to <see cref="Layout"/>, then use the rest. Disposed at the end of the test, as all
/// its memory is.
/// </summary>
internal sealed class LayerBench(Kernels? kernels = null) : IDisposable
{
    private const ulong Seed = 11;

    public ParameterLayout Layout { get; } = new();

    public TestMemory Memory { get; } = new(Seed);

    public Weights Weights => field ??= Initialized(new Weights(Layout, kernels ?? Kernels.Current));

    public Gradients Gradients => field ??= new Gradients(Layout);

    public Pass Pass => field ??= new Pass(Weights);

    /// <summary>Starts a pass that a backward pass follows. Dropout, where a layer has it, is on and always the same.</summary>
    public void StartLearning()
    {
        Gradients.Clear();
        Pass.StartLearning(Gradients, Seed, step: 1, shard: 0);
    }

    /// <summary>Starts a pass without a backward pass.</summary>
    public void StartReading()
    {
        Pass.Reset();
        Pass.IsTraining = false;
        Pass.KeepsActivations = false;
    }

    public Parameter Parameter(string name) => Layout.Parameters.Single(parameter => parameter.Name == name);

    /// <summary>Sets all parameters, whose names, behind a prefix, and sizes must be just those of the golden.</summary>
    public void SetParameters(Dictionary<string, GoldenTensor> values, string prefix = "")
    {
        Assert.Equal(values.Keys.Select(name => prefix + name).Order(), Layout.Parameters.Select(parameter => parameter.Name).Order());
        foreach (Parameter parameter in Layout.Parameters)
        {
            GoldenTensor value = values[parameter.Name[prefix.Length..]];
            Assert.Equal((value.Rows, value.Columns), (parameter.Rows, parameter.Columns));
            value.Floats.CopyTo(Weights[parameter].Span);
        }

        Weights.Changed();
    }

    /// <summary>The gradient of a parameter as a matrix of the parameter's shape, also where it is sparse.</summary>
    public Matrix GradientOf(Parameter parameter)
    {
        if (!parameter.IsSparse)
        {
            return Gradients[parameter];
        }

        Matrix dense = Memory.Zeros(parameter.Rows, parameter.Columns);
        SparseGradient sparse = Gradients.Sparse(parameter);
        foreach (int row in sparse.Rows)
        {
            sparse.Row(row).CopyTo(dense.Row(row));
        }

        return dense;
    }

    public void AssertGradients(Dictionary<string, GoldenTensor> expected, string prefix = "")
    {
        foreach (Parameter parameter in Layout.Parameters)
        {
            expected[parameter.Name[prefix.Length..]].AssertClose(GradientOf(parameter), $"gradient of {parameter.Name}");
        }
    }

    /// <summary>
    /// One way forward and back through a layer with one input, compared with a golden: output, gradient of the input, gradient of
    /// every parameter.
    /// </summary>
    /// <param name="golden">The expected values.</param>
    /// <param name="forward">From input to output.</param>
    /// <param name="backward">From the gradient of the output to that of the input.</param>
    /// <param name="prefix">What our names have before those of the golden.</param>
    /// <param name="lengths">Of the sequences, where their padding is not to be computed.</param>
    public void AssertAgrees(
        Golden golden, Func<Pass, Matrix, Matrix> forward, Func<Pass, Matrix, Matrix> backward, string prefix = "", int[]? lengths = null)
    {
        Dictionary<string, GoldenTensor> gradients = golden.Group("gradients");
        SetParameters(golden.Group("parameters"), prefix);
        StartLearning();
        Matrix output = forward(Pass, Real(golden.Tensor("input")).ToMatrix(Memory));
        Real(golden.Tensor("output")).AssertClose(output, "output");
        Matrix inputGradient = backward(Pass, Real(golden.Tensor("upstream")).ToMatrix(Memory));
        Real(gradients["input"]).AssertClose(inputGradient, "gradient of the input");
        AssertGradients(gradients, prefix);
        Assert.Equal(0, Pass.KeptCount);

        GoldenTensor Real(GoldenTensor tensor) => lengths is null ? tensor : tensor.Ragged(lengths);
    }

    /// <summary>A batch of sequences of these lengths.</summary>
    public static SequenceBatch Batch(params ReadOnlySpan<int> lengths)
    {
        var batch = new SequenceBatch();
        batch.Set(lengths);
        return batch;
    }

    public void Dispose()
    {
        Memory.Dispose();
        GC.KeepAlive(this);
    }

    // Away from the zeros and ones that biases and gains start from, so that their gradients and effects are seen.
    private Weights Initialized(Weights weights)
    {
        weights.Initialize(Seed);
        foreach (ref float value in weights.Values)
        {
            value += (float)(0.3 * Memory.Random.NextGaussian());
        }

        weights.Changed();
        return weights;
    }
}
