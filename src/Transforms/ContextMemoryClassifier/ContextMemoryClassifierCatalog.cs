using ContextMemory.MLNet;
using ContextMemory.MLNet.Hosting;

namespace Microsoft.ML;

/// <summary>Adds the context-memory classifier to the trainers of an MLContext.</summary>
public static class ContextMemoryClassifierCatalog
{
    /// <summary>
    /// Trains a text classifier with a context memory, straight from the text column to the probability of each class.
    /// </summary>
    /// <remarks>
    /// <list type="table">
    /// <listheader><term>Estimator characteristics</term><description/></listheader>
    /// <item><term>Looks at the data to train</term><description>Yes, twice through a cursor</description></item>
    /// <item><term>Input column types</term><description>Text: String. Label: key (Conversion.MapValueToKey makes one)</description></item>
    /// <item><term>Output columns</term><description>PredictedLabel: key. Score: the classes' probabilities, which sum to 1</description></item>
    /// <item><term>Exportable to ONNX</term><description>No</description></item>
    /// </list>
    /// </remarks>
    /// <param name="catalog">The trainers.</param>
    /// <param name="labelColumnName">The label column, a key.</param>
    /// <param name="inputColumnName">The text column.</param>
    /// <param name="encoder">How tokens come to know their context.</param>
    /// <param name="epochs">Passes over the training rows, at most; 0 derives it from their number.</param>
    /// <param name="validationData">Data to choose the best epoch by; null holds out a tenth of the training rows.</param>
    /// <param name="effort">How much time training may cost for how good a model.</param>
    /// <exception cref="ArgumentException">An argument is out of its range; the message names all that are.</exception>
    public static ContextMemoryMulticlassTrainer ContextMemoryClassifier(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = "Label",
        string inputColumnName = "Text",
        EncoderKind encoder = EncoderKind.Gru,
        int epochs = 0,
        IDataView? validationData = null,
        Effort effort = Effort.Balanced) =>
        catalog.ContextMemoryClassifier(Options(labelColumnName, inputColumnName, encoder, epochs, validationData, effort));

    /// <inheritdoc cref="ContextMemoryClassifier(MulticlassClassificationCatalog.MulticlassClassificationTrainers, string, string, EncoderKind, int, IDataView, Effort)"/>
    /// <param name="catalog">The trainers.</param>
    /// <param name="options">All that can be chosen.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names all that are.</exception>
    public static ContextMemoryMulticlassTrainer ContextMemoryClassifier(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, ContextMemoryClassifierOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return new ContextMemoryMulticlassTrainer(Internals.Environment(Internals.Owner(catalog)), options);
    }

    /// <summary>
    /// Trains a text classifier with a context memory for two classes, straight from the text column to the probability of true.
    /// </summary>
    /// <remarks>
    /// <list type="table">
    /// <listheader><term>Estimator characteristics</term><description/></listheader>
    /// <item><term>Looks at the data to train</term><description>Yes, twice through a cursor</description></item>
    /// <item><term>Input column types</term><description>Text: String. Label: Boolean</description></item>
    /// <item><term>Output columns</term><description>PredictedLabel: Boolean. Score: the log odds of true. Probability: of true</description></item>
    /// <item><term>Exportable to ONNX</term><description>No</description></item>
    /// </list>
    /// </remarks>
    /// <param name="catalog">The trainers.</param>
    /// <param name="labelColumnName">The label column, Boolean.</param>
    /// <param name="inputColumnName">The text column.</param>
    /// <param name="encoder">How tokens come to know their context.</param>
    /// <param name="epochs">Passes over the training rows, at most; 0 derives it from their number.</param>
    /// <param name="validationData">Data to choose the best epoch by; null holds out a tenth of the training rows.</param>
    /// <param name="effort">How much time training may cost for how good a model.</param>
    /// <exception cref="ArgumentException">An argument is out of its range; the message names all that are.</exception>
    public static ContextMemoryBinaryTrainer ContextMemoryClassifier(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = "Label",
        string inputColumnName = "Text",
        EncoderKind encoder = EncoderKind.Gru,
        int epochs = 0,
        IDataView? validationData = null,
        Effort effort = Effort.Balanced) =>
        catalog.ContextMemoryClassifier(Options(labelColumnName, inputColumnName, encoder, epochs, validationData, effort));

    /// <inheritdoc cref="ContextMemoryClassifier(BinaryClassificationCatalog.BinaryClassificationTrainers, string, string, EncoderKind, int, IDataView, Effort)"/>
    /// <param name="catalog">The trainers.</param>
    /// <param name="options">All that can be chosen.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names all that are.</exception>
    public static ContextMemoryBinaryTrainer ContextMemoryClassifier(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog, ContextMemoryClassifierOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return new ContextMemoryBinaryTrainer(Internals.Environment(Internals.Owner(catalog)), options);
    }

    /// <summary>
    /// Trains a text classifier with a context memory whose texts may have any number of labels, none excluding another: straight from
    /// the text column to the probability of each label.
    /// </summary>
    /// <remarks>
    /// <list type="table">
    /// <listheader><term>Estimator characteristics</term><description/></listheader>
    /// <item><term>Looks at the data to train</term><description>Yes, three times through a cursor</description></item>
    /// <item><term>Input column types</term><description>Text: String. Labels: a vector of String, empty where a row has no label</description></item>
    /// <item><term>Output columns</term><description>PredictedLabels: a vector of String. Score: the probability of each label</description></item>
    /// <item><term>Exportable to ONNX</term><description>No</description></item>
    /// </list>
    /// Which probability is enough is chosen for each label by its F1 on the validation rows.
    /// <c>mlContext.ContextMemory().EvaluateLabels</c> measures the result.
    /// </remarks>
    /// <param name="catalog">The trainers.</param>
    /// <param name="labelColumnName">The label column, a vector of String.</param>
    /// <param name="inputColumnName">The text column.</param>
    /// <param name="encoder">How tokens come to know their context.</param>
    /// <param name="epochs">Passes over the training rows, at most; 0 derives it from their number.</param>
    /// <param name="validationData">Data to choose the best epoch and the thresholds by; null holds out a tenth of the training rows.</param>
    /// <param name="effort">How much time training may cost for how good a model.</param>
    /// <exception cref="ArgumentException">An argument is out of its range; the message names all that are.</exception>
    public static ContextMemoryMultiLabelTrainer ContextMemoryMultiLabelClassifier(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = "Label",
        string inputColumnName = "Text",
        EncoderKind encoder = EncoderKind.Gru,
        int epochs = 0,
        IDataView? validationData = null,
        Effort effort = Effort.Balanced) =>
        catalog.ContextMemoryMultiLabelClassifier(Options(labelColumnName, inputColumnName, encoder, epochs, validationData, effort));

    /// <inheritdoc cref="ContextMemoryMultiLabelClassifier(MulticlassClassificationCatalog.MulticlassClassificationTrainers, string, string, EncoderKind, int, IDataView, Effort)"/>
    /// <param name="catalog">The trainers.</param>
    /// <param name="options">
    /// All that can be chosen. <see cref="ContextMemoryClassifierOptions.LabelSmoothing"/> is not looked at;
    /// <see cref="ContextMemoryClassifierOptions.ClassWeights"/>, <see cref="ContextMemoryClassifierOptions.ContinueFrom"/> and
    /// <see cref="ContextMemoryClassifierOptions.ReplayRows"/> are for classes that exclude one another.
    /// </param>
    /// <exception cref="ArgumentException">An option is out of its range, or not for this trainer; the message names all that are.</exception>
    public static ContextMemoryMultiLabelTrainer ContextMemoryMultiLabelClassifier(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, ContextMemoryClassifierOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate(isMultiLabel: true);
        return new ContextMemoryMultiLabelTrainer(Internals.Environment(Internals.Owner(catalog)), options);
    }

    private static ContextMemoryClassifierOptions Options(
        string labelColumnName, string inputColumnName, EncoderKind encoder, int epochs, IDataView? validationData, Effort effort)
    {
        var defaults = new ContextMemoryClassifierOptions();
        return defaults with
        {
            LabelColumnName = labelColumnName,
            InputColumnName = inputColumnName,
            Encoder = EncoderOptions.Of(encoder),
            Training = defaults.Training with { Epochs = epochs, Effort = effort },
            ValidationData = validationData,
        };
    }
}
