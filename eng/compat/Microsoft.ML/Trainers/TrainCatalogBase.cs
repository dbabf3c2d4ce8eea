using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public abstract class TrainCatalogBase : IInternalCatalog
{
    private protected TrainCatalogBase(IHostEnvironment env) => Environment = env;

    IHostEnvironment IInternalCatalog.Environment => Environment;

    private protected IHostEnvironment Environment { get; }

    private protected CrossValidationResult<TMetrics>[] CrossValidate<TMetrics>(
        IDataView data,
        IEstimator<ITransformer> estimator,
        int numberOfFolds,
        string samplingKeyColumnName,
        int? seed,
        Func<IDataView, TMetrics> evaluate)
        where TMetrics : class
    {
        Contracts.CheckValue(estimator);
        Contracts.CheckParam(numberOfFolds > 1, nameof(numberOfFolds), "Must be more than 1");
        var folds = RowSplit.Create(Environment, data, samplingKeyColumnName, seed).Folds(numberOfFolds);
        var models = Array.ConvertAll(folds, fold => estimator.Fit(fold.TrainSet));
        // Steps that are for training only take part in the scoring too: the label is often made by one of them.
        var scored = models.Zip(folds, (model, fold) => model is ITransformerChain chain ? chain.Transform(fold.TestSet, TransformerScope.Everything) : model.Transform(fold.TestSet));
        return models.Zip(scored, (model, scores) => (model, scores)).Select((pair, fold) => new CrossValidationResult<TMetrics>(pair.model, evaluate(pair.scores), pair.scores, fold)).ToArray();
    }

    public abstract class CatalogInstantiatorBase : IInternalCatalog
    {
        private protected CatalogInstantiatorBase(TrainCatalogBase owner) => Owner = owner;

        IHostEnvironment IInternalCatalog.Environment => Owner.Environment;

        internal TrainCatalogBase Owner { get; }
    }

    public sealed class CrossValidationResult<T>
        where T : class
    {
        public readonly T Metrics;
        public readonly ITransformer Model;
        public readonly IDataView ScoredHoldOutSet;
        public readonly int Fold;

        internal CrossValidationResult(ITransformer model, T metrics, IDataView scores, int fold)
        {
            Model = model;
            Metrics = metrics;
            ScoredHoldOutSet = scores;
            Fold = fold;
        }
    }
}
