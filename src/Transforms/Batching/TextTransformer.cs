using ContextMemory.MLNet.Batching;
using ContextMemory.MLNet.Columns;
using ContextMemory.MLNet.Hosting;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Persistence;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace ContextMemory.MLNet;

/// <summary>
/// A trained model that reads a text column and adds columns. Thread-safe: the weights are only read. What it computes for a row
/// does not depend on the rows beside it, on how many are computed together or on the number of threads.
/// </summary>
/// <remarks>
/// <c>mlContext.Model.Save</c> saves it. The application that loads it references the package ContextMemory.MLNet and calls nothing else; without
/// the package, <c>mlContext.Model.Load</c> fails with "Could not load file or assembly 'ContextMemory.MLNet.Loader, Culture=neutral,
/// PublicKeyToken=null'": add it with <c>dotnet add package ContextMemory.MLNet</c>. There is no export to ONNX: <c>ConvertToOnnx</c> of a model
/// that it is part of throws a <see cref="NotSupportedException"/>. What follows it can be exported by itself: give <c>ConvertToOnnx</c> its
/// input through <c>mlContext.Data.Cache</c>.
/// </remarks>
public abstract class TextTransformer : ITransformer
{
    private int _threads;

    private protected TextTransformer(IHostEnvironment environment, string name, string inputColumnName, TrainingReport? report)
    {
        Host = environment.Register(name);
        InputColumnName = inputColumnName;
        TrainingReport = report;
    }

    /// <summary>The text column that is read.</summary>
    public string InputColumnName { get; }

    /// <summary>How the training went; null for a loaded model.</summary>
    public TrainingReport? TrainingReport { get; }

    /// <summary>The architecture.</summary>
    public abstract EncoderOptions Encoder { get; }

    /// <summary>Learned values.</summary>
    public abstract long ParameterCount { get; }

    /// <summary>How exactly the learned values are held, and computed with; see <see cref="ContextMemoryCatalog.UsePrecision"/>.</summary>
    public ModelPrecision Precision => Weights?.Precision ?? ModelPrecision.Single;

    /// <summary>Words, or pieces of the tokenizer's, that have a vector of their own.</summary>
    public abstract int VocabularySize { get; }

    /// <summary>Threads that <see cref="Transform"/>, and a <see cref="BatchScorer{TResult}"/>, work with; not saved with the model.</summary>
    /// <value>The default 0 takes all processors.</value>
    /// <exception cref="ArgumentOutOfRangeException">Below 0 or above 1,024.</exception>
    public int Threads
    {
        get => _threads;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1_024);
            _threads = value;
        }
    }

    /// <summary>Always true: each row alone gives its new columns.</summary>
    public bool IsRowToRowMapper => true;

    private protected IHost Host { get; }

    internal int ThreadCount => _threads == 0 ? Environment.ProcessorCount : _threads;

    /// <summary>The input's columns and those that are added.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The text column is missing or not text.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => GetRowToRowMapper(inputSchema).OutputSchema;

    /// <summary>Adds the columns, lazily: rows are computed when they are read, a bounded number ahead.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The text column is missing or not text.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new LookAheadDataView(new TextRowMapper(this, input.Schema), input);
    }

    /// <summary>Computes one row at a time, as a prediction engine does.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The text column is missing or not text.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new TextRowMapper(this, inputSchema);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) =>
        ModelFormat.Write(ModelLoader.BeginSave(ctx), SavedKind, writer =>
        {
            writer.Write(InputColumnName);
            WriteContent(writer);
        });

    /// <summary>The name under which <see cref="SavedComponents"/> knows how to read this.</summary>
    private protected abstract string SavedKind { get; }

    private protected abstract void WriteContent(BinaryWriter writer);

    /// <summary>From now on rows are computed on the engine's device.</summary>
    internal abstract void UseEngine(TrainingEngine engine);

    /// <summary>The values of the parameters; null where the model learns none.</summary>
    internal abstract Weights? Weights { get; }

    internal virtual DataViewSchema.Column FindInput(DataViewSchema schema) => ColumnRole.Text.Find(schema, InputColumnName);

    /// <summary>Columns that are read beside <see cref="InputColumnName"/>.</summary>
    internal virtual DataViewSchema.Column[] FindFurtherInputs(DataViewSchema schema) => [];

    internal abstract DataViewSchema.DetachedColumn[] CreateColumns(DataViewSchema input);

    /// <summary>What takes in and computes rows of a source.</summary>
    internal abstract RowWindow CreateWindow(DataViewRow source, DataViewSchema.Column input, int threads);

    /// <summary>A ValueGetter of an added column's type.</summary>
    /// <param name="column">Which of the added columns.</param>
    /// <param name="window">What <see cref="CreateWindow"/> made.</param>
    /// <param name="row">Which of the window's rows is the current one.</param>
    internal abstract Delegate CreateGetter(int column, RowWindow window, Func<int> row);
}
