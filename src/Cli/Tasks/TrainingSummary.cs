using System.Globalization;
using System.Text.Json.Nodes;
using ContextMemory.MLNet.Cli.Output;

namespace ContextMemory.MLNet.Cli.Tasks;

/// <summary>How a training went, for people and for programs; the same for every task.</summary>
/// <param name="training">What the trainer says.</param>
internal sealed class TrainingSummary(TrainingReport training)
{
    private static CultureInfo Culture => CultureInfo.InvariantCulture;

    public void Write(TextWriter output)
    {
        if (training.WordVectors is { } vectors)
        {
            output.WriteLine(string.Create(
                Culture,
                $"Word vectors of {vectors.Dimension} numbers for {vectors.Words:N0} of the {vectors.VocabularySize:N0} words of the vocabulary " +
                $"and {100 * vectors.TokenShare:F1}% of the tokens."));
        }

        output.WriteLine(string.Create(
            Culture,
            $"Learned {training.Parameters:N0} parameters from {training.TrainingRows:N0} rows in {training.TotalElapsed.TotalSeconds:F1} s" +
            $"{(training.Epochs.Count > 0 ? $"; best epoch: {training.BestEpoch}" : "")}."));
        if (training.Epochs.Count > 0)
        {
            output.WriteLine(string.Create(
                Culture,
                $"At most {training.Options.Epochs} epochs in batches of {training.Options.BatchSize}, learning rate {training.Options.LearningRate}."));
        }

        if (training.OldRows is { } old)
        {
            string heldBack = old.NewClassesHeldBack > 0 ? string.Create(Culture, $"; new labels are held back by {old.NewClassesHeldBack:0.###}") : "";
            output.WriteLine(string.Create(
                Culture, $"On {old.Rows:N0} validation rows of earlier trainings: accuracy {old.Before:F3} before, {old.After:F3} after{heldBack}."));
        }
    }

    /// <summary>Says what the effort came to, and what more would give.</summary>
    public void WriteEffort(TextWriter output)
    {
        if (training is { Members: 0, Epochs.Count: > 0 })
        {
            output.WriteLine("On the validation rows the linear part alone is as good: the encoder was left out. '--effort fast' would do.");
        }

        if (training.Recipe is { } recipe)
        {
            string settings = string.Join(", ", recipe.Settings.Select(pair => $"{pair.Key} {pair.Value}"));
            output.WriteLine($"Effort {recipe.Effort.ToString().ToLowerInvariant()}: {settings}.");
            if (recipe.Next is not null)
            {
                output.WriteLine(recipe.Next);
            }
        }
    }

    /// <summary>Says that training was ended before its time, where it was.</summary>
    public void WriteInterruption(TextWriter messages)
    {
        if (!training.WasCancelled)
        {
            return;
        }

        messages.WriteLine(
            training.BestEpoch == 0 && training.Members == 0
                ? "Stopped before the linear part was learned: the model is saved as it was then."
                : training.BestEpoch == 0
                ? "Stopped within the first epoch: the model is saved as it was then."
                : $"Stopped after {training.Epochs.Count} of {training.Options.Epochs} epochs{Within(training.CancelledIn)}: " +
                    $"the best model so far, that of epoch {training.BestEpoch}, is saved.");
        if (training.Options.CheckpointPath is { } checkpoint)
        {
            messages.WriteLine($"The same command goes on from '{checkpoint}'.");
        }
    }

    // What an epoch was at when it was stopped matters to nobody.
    private static string Within(TrainingStage? stage) =>
        stage is null or TrainingStage.Pretraining or TrainingStage.Training or TrainingStage.Validation
            ? ""
            : $", while {StageNames.Of(stage.Value)}";

    /// <param name="json">Where it is added.</param>
    /// <param name="metric">The name of an epoch's measure on the validation rows.</param>
    public void AddTo(JsonObject json, string metric)
    {
        json["training_rows"] = training.TrainingRows;
        if (training.Recipe is { } recipe)
        {
            json["effort"] = recipe.Effort.ToString().ToLowerInvariant();
            json["recipe"] = new JsonObject([.. recipe.Settings.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))]);
        }

        json["elapsed_seconds"] = MetricsFile.Number(training.TotalElapsed.TotalSeconds);
        json["parameters"] = training.Parameters;
        json["best_epoch"] = training.BestEpoch;
        json["max_epochs"] = training.Options.Epochs;
        json["batch_size"] = training.Options.BatchSize;
        json["learning_rate"] = training.Options.LearningRate;
        if (training.OldRows is { } old)
        {
            json["old_rows"] = new JsonObject
            {
                ["rows"] = old.Rows,
                ["accuracy_before"] = old.Before,
                ["accuracy_after"] = old.After,
                ["new_labels_held_back"] = old.NewClassesHeldBack,
            };
        }

        json["stopped"] = training.WasCancelled;
        if (training.WordVectors is { } vectors)
        {
            json["word_vectors"] = new JsonObject
            {
                ["dimension"] = vectors.Dimension,
                ["words"] = vectors.Words,
                ["vocabulary"] = vectors.VocabularySize,
                ["token_share"] = MetricsFile.Number(vectors.TokenShare),
            };
        }

        json["epochs"] = new JsonArray([.. training.Epochs.Select(epoch => new JsonObject
        {
            ["epoch"] = epoch.Epoch,
            ["training_loss"] = MetricsFile.Number(epoch.TrainingLoss),
            ["validation_loss"] = MetricsFile.Number(epoch.ValidationLoss),
            [metric] = MetricsFile.Number(epoch.ValidationMetric),
            ["tokens_per_second"] = MetricsFile.Number(epoch.TokensPerSecond),
            ["peak_memory_mb"] = MetricsFile.Number(epoch.PeakMemoryMB),
            ["elapsed_seconds"] = MetricsFile.Number(epoch.Elapsed.TotalSeconds),
        })]);
    }
}
