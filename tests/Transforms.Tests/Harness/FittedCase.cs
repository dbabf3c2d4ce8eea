using System.Collections.Concurrent;
using ContextMemory.MLNet;
using Microsoft.ML;
using Transforms.Tests.Support;

namespace Transforms.Tests.Harness;

/// <summary>A case trained once for all tests, and the exact rows that its cursor gives: what every other way must give too.</summary>
internal sealed class FittedCase
{
    // More rows than several windows of the look-ahead cursor.
    public const int RowCount = 70;

    private static readonly ConcurrentDictionary<string, Lazy<FittedCase>> Fitted = new();

    private FittedCase(EstimatorCase which)
    {
        Case = which;
        Context = new MLContext(1);
        Messages = Support.Messages.Make(RowCount);
        Data = which.Load(Context, Messages);
        Estimator = which.Create(Context);
        Transformer = Estimator.Fit(Data);
        Expected = RowPrinter.Print(Transformer.Transform(Data), which.Columns);
        File = ModelFiles.Save(Transformer);
    }

    public EstimatorCase Case { get; }

    public MLContext Context { get; }

    public IReadOnlyList<Message> Messages { get; }

    public IDataView Data { get; }

    public IEstimator<TextTransformer> Estimator { get; }

    public TextTransformer Transformer { get; }

    public IReadOnlyList<string> Expected { get; }

    /// <summary>The saved model.</summary>
    public byte[] File { get; }

    public static FittedCase Get(string name) =>
        Fitted.GetOrAdd(name, key => new Lazy<FittedCase>(() => new FittedCase(EstimatorCase.Get(key)))).Value;

    /// <summary>Another instance of the transformer, whose settings a test may change.</summary>
    public TextTransformer LoadCopy() => ModelFiles.Single<TextTransformer>(ModelFiles.Load(File));
}
