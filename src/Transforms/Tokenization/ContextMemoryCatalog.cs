using ContextMemory.MLNet;
using ContextMemory.MLNet.Hosting;
using ContextMemory.MLNet.Persistence;
using ContextMemory.MLNet.Tokenization;
using Microsoft.ML.Runtime;
using Microsoft.ML.Tokenizers;

namespace Microsoft.ML;

/// <summary>What ContextMemory.MLNet offers on an MLContext that belongs to none of its catalogs: <c>mlContext.ContextMemory()</c>.</summary>
public sealed class ContextMemoryCatalog
{
    internal ContextMemoryCatalog(MLContext context) => Context = context;

    internal MLContext Context { get; }

    /// <summary>
    /// Makes a tokenizer known, so that models that were trained with it can be loaded. Models that cut text into words need none.
    /// </summary>
    /// <param name="tokenizer">The tokenizer that was in the options when the model was trained, or one made from the same files.</param>
    public ContextMemoryCatalog UseTokenizer(Tokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        TokenizerRegistry.Of(Context).Add(tokenizer);
        return this;
    }

    /// <summary>
    /// Computes a model's rows on the device of an engine from now on: those of all components of ContextMemory.MLNet in it, where it is a chain. It pays for
    /// batches of many rows on a device that is faster than the processor.
    /// </summary>
    /// <remarks>
    /// The numbers are those of the managed engine within 1e-5. Documents are read whole: of each, the vectors of all tokens are on the device meanwhile. <c>Scorer</c> and
    /// <c>Trace</c> read on the processor all the same, and so do n-grams and methods that learn nothing. Threads of the transformer share the device. The model is saved as it was.
    /// </remarks>
    /// <param name="model">What <c>Fit</c> or <c>Load</c> has returned.</param>
    /// <param name="engine">The engine; <see cref="TrainingEngine.Managed"/> computes on the processor again.</param>
    /// <exception cref="ArgumentException">There is no component of ContextMemory.MLNet in the model, or the engine's options have a fault.</exception>
    /// <exception cref="InvalidOperationException">The engine's device is not there.</exception>
    public ContextMemoryCatalog UseEngine(ITransformer model, TrainingEngine engine)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(engine);
        var faults = new OptionFaults(engine.GetType().Name);
        engine.Validate(faults);
        faults.ThrowIfAny();
        IHost host = ((IHostEnvironment)Context).Register(nameof(UseEngine));
        engine = engine.OnDevice(Internals.GpuDeviceId(host), Internals.FallbackToCpu(host));
        foreach (TextTransformer component in Components(model))
        {
            component.UseEngine(engine);
        }

        return this;
    }

    /// <summary>
    /// Rounds the weights of a model to a precision, and computes with it from now on: those of all components of ContextMemory.MLNet in it, where it is a
    /// chain. A model that is saved afterwards has the smaller file, and computes in the same way when it is loaded.
    /// </summary>
    /// <remarks>
    /// What has been rounded stays so: load the original file to have the exact weights again. N-grams and remembered documents are not rounded. Scores are the same on
    /// any number of threads, for one row or many, and after saving and loading. <see cref="ModelPrecision.Int8"/> speeds up the managed engine alone.
    /// Call it before the model is used on several threads.
    /// </remarks>
    /// <param name="model">What <c>Fit</c> or <c>Load</c> has returned.</param>
    /// <param name="precision">How exactly weights are held.</param>
    /// <exception cref="ArgumentException">There is no component of ContextMemory.MLNet in the model.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="precision"/> is none of the enumeration.</exception>
    public ContextMemoryCatalog UsePrecision(ITransformer model, ModelPrecision precision)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!Enum.IsDefined(precision))
        {
            throw new ArgumentOutOfRangeException(nameof(precision), precision, "It must be Single, Half or Int8.");
        }

        foreach (TextTransformer component in Components(model))
        {
            component.Weights?.RoundTo(precision);
        }

        return this;
    }

    /// <summary>How the training of a model went: that of the last component of ContextMemory.MLNet in it, where it is a chain.</summary>
    /// <param name="model">What <c>Fit</c> has returned.</param>
    /// <returns>Null where nothing was trained: for a model that was loaded, and for a summarizer that learns nothing.</returns>
    /// <exception cref="ArgumentException">There is no component of ContextMemory.MLNet in the model.</exception>
    public TrainingReport? GetTrainingReport(ITransformer model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Components(model)[^1].TrainingReport;
    }

    /// <summary>
    /// Writes the learned parameters of a model as safetensors, which PyTorch, NumPy and others read: those of the last component of ContextMemory.MLNet in it, where it is a
    /// chain.
    /// </summary>
    /// <remarks>
    /// Each parameter is a matrix under its name in the model: the weight of a linear layer [outputs x inputs], a bias [1 x outputs], an embedding table
    /// [rows x size]. The vocabulary, n-grams and remembered documents are not in the file, so that no model can be made of it; <c>mlContext.Model.Save</c> writes all.
    /// </remarks>
    /// <param name="model">What <c>Fit</c> or <c>Load</c> has returned.</param>
    /// <param name="output">Takes the file from its current position on; it stays open.</param>
    /// <param name="asFloat16">Whether values are rounded to half precision, which halves the file. The default keeps them as they are.</param>
    /// <exception cref="ArgumentException">There is no component of ContextMemory.MLNet in the model, or it has no parameters, as a summarizer without training and n-grams
    /// alone.</exception>
    /// <exception cref="InvalidOperationException">A value is above 65,504, where half precision ends.</exception>
    public void ExportWeights(ITransformer model, Stream output, bool asFloat16 = false)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(output);
        TextTransformer component = Components(model)[^1];
        if (component.Weights is not { Layout.Parameters.Count: > 0 } weights)
        {
            throw new ArgumentException(
                $"The {component.GetType().Name} has no parameters of a network: it counts words, or n-grams answer alone. Train a model with an encoder to export it.",
                nameof(model));
        }

        WeightExport.WriteSafetensors(weights, output, asFloat16);
    }

    /// <exception cref="ArgumentException">There is none.</exception>
    private static TextTransformer[] Components(ITransformer model)
    {
        TextTransformer[] found = [.. Steps.Of(model).OfType<TextTransformer>()];
        return found.Length > 0 ? found : throw new ArgumentException(
            $"The model is a {model.GetType().Name} that holds no component of ContextMemory.MLNet. Give what Fit has returned of a pipeline with one.",
            nameof(model));
    }
}
