using ContextMemory.MLNet.Columns;
using ContextMemory.MLNet.Hosting;
using ContextMemory.MLNet.Tasks.Classification;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace ContextMemory.MLNet;

/// <summary>The model that a training continues from.</summary>
/// <param name="Model">What it has learned.</param>
/// <param name="Labels">The values of its classes.</param>
internal sealed record EarlierModel(ClassificationModel Model, LabelValues Labels)
{
    /// <exception cref="ArgumentException">It holds no such model, or the label column's keys do not begin with its classes.</exception>
    public static EarlierModel Find<TTransformer>(
        ITransformer transformer, Func<TTransformer, EarlierModel> open, DataViewSchema.Column label, int classes)
        where TTransformer : TextTransformer
    {
        TTransformer found = Steps.Of(transformer).OfType<TTransformer>().LastOrDefault() ?? throw new ArgumentException(
            $"{nameof(ContextMemoryClassifierOptions)}.{nameof(ContextMemoryClassifierOptions.ContinueFrom)} is a {transformer.GetType().Name} " +
            $"that holds no {typeof(TTransformer).Name}. Give a model that this kind of trainer has made.");
        EarlierModel earlier = open(found);
        earlier.Check(label, classes);
        return earlier;
    }

    private void Check(DataViewSchema.Column label, int classes)
    {
        IReadOnlyList<string> names = LabelValues.Of(label).Names;
        for (int i = 0; i < Labels.Names.Count; i++)
        {
            if (i >= names.Count || names[i] != Labels.Names[i])
            {
                throw Mismatch(label, $"key {i + 1} is {(i < names.Count ? $"'{names[i]}'" : "missing")}, expected '{Labels.Names[i]}'");
            }
        }

        if (classes < Model.ClassCount)
        {
            throw Mismatch(label, $"there are {classes} keys, expected at least {Model.ClassCount}");
        }
    }

    private static ArgumentException Mismatch(DataViewSchema.Column label, string found) => new(
        $"The keys of the label column '{label.Name}' do not begin with the classes of the model to continue from: {found}. " +
        "Make them with Conversion.MapValueToKey(keyData: ...) from the model's Labels, in their order, with new labels behind them.");
}
