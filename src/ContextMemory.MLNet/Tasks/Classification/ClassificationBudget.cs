using System.Diagnostics;
using ContextMemory.MLNet.Corpus;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>Chooses the most of a classifier's training that fits in a time budget, by measuring some steps of each choice.</summary>
/// <param name="budget">What is left of the time.</param>
/// <param name="corpus">The rows.</param>
/// <param name="statistics">Of them.</param>
/// <param name="choices">What the options say.</param>
/// <param name="create">Makes the model of a recipe.</param>
/// <param name="seed">Of the training.</param>
internal sealed class ClassificationBudget(
    TimeBudget budget,
    ClassificationCorpus corpus,
    RowStatistics statistics,
    ClassificationChoices choices,
    Func<ClassificationRecipe, EncoderEnsemble> create,
    ulong seed)
{
    // Of the rows, to measure the linear part with.
    private const int SampleShare = 8;
    private const int FewestSampled = 200;

    /// <summary>The recipe that fits.</summary>
    /// <param name="measureLinear">Learns the linear part of some rows; null where there is none.</param>
    /// <exception cref="OperationCanceledException">Training is cancelled.</exception>
    public ClassificationRecipe Choose(Action<EncodedRows>? measureLinear)
    {
        double linear = measureLinear is null ? 0 : SecondsOfLinear(measureLinear);
        ClassificationRecipe? least = null;
        foreach (Effort effort in budget.Efforts)
        {
            ClassificationRecipe recipe = ClassificationRecipe.Resolve(effort, choices, statistics, corpus.Unlabeled);
            if (recipe.Members == 0)
            {
                return recipe;
            }

            double left = budget.Left - linear;
            double perEpoch = SecondsPerEpoch(recipe);
            double ofEpochs = recipe.Training.Epochs * perEpoch;
            if (ofEpochs + SecondsOfPretraining(recipe, left - ofEpochs) <= left)
            {
                return recipe;
            }

            // Pretraining gives less for its time than the labels do.
            recipe = choices.PretrainingEpochs > 0 ? recipe : recipe with { PretrainingEpochs = 0 };
            if (recipe.PretrainingEpochs == 0 && ofEpochs <= left)
            {
                return recipe;
            }

            least = choices.Training.Epochs > 0
                ? recipe
                : recipe with { Training = recipe.Training with { Epochs = TimeBudget.Fitting(perEpoch, left, recipe.Training.Epochs) } };
            if (effort != Effort.Best && least.Training.Epochs * perEpoch <= left)
            {
                return least;
            }
        }

        return least!;
    }

    private double SecondsPerEpoch(ClassificationRecipe recipe)
    {
        var rows = new RowsToLearn(corpus.Training, corpus.Validation);
        var objective = new ClassificationObjective(create(recipe), rows, labelSmoothing: 0, recipe.AdversarialEpsilon, recipe.Training.Horizon);
        return budget.SecondsPerEpoch(objective, recipe.Training);
    }

    /// <summary>Not measured where no time is left for it.</summary>
    private double SecondsOfPretraining(ClassificationRecipe recipe, double left)
    {
        if (recipe.PretrainingEpochs == 0 || left <= 0)
        {
            return 0;
        }

        var pretraining = new Pretraining(create(recipe), corpus.Training.Documents, corpus.Unlabeled, recipe.Pretraining, seed);
        return recipe.Members * recipe.PretrainingEpochs * budget.SecondsPerEpoch(pretraining.CreateObjective(member: 0).Objective, recipe.Pretraining);
    }

    private double SecondsOfLinear(Action<EncodedRows> measure)
    {
        int all = corpus.Training.Documents.Count;
        int step = Math.Max(1, Math.Min(SampleShare, all / FewestSampled));
        using var sample = new EncodedRows(MemoryRoom.Unlimited(), corpus.Training.IsMultiLabel);
        for (int row = 0; row < all; row += step)
        {
            sample.Add(corpus.Training.Documents[row], corpus.Training.Labels[row], corpus.Training.Weights[row]);
        }

        var clock = Stopwatch.StartNew();
        measure(sample);

        // Where rows are held out for validation, it is learned once without them and once with them.
        return clock.Elapsed.TotalSeconds * all / Math.Max(1, sample.Documents.Count) * (statistics.AreHeldOut ? 2 : 1);
    }
}
