using System.Text.Json.Nodes;
using ContextMemory.MLNet.Cli.Tests.Support;
using Microsoft.ML;

namespace ContextMemory.MLNet.Cli.Tests.Tasks.Classification;

public sealed class TrainClassifyTests(TrainedModel trained) : IClassFixture<TrainedModel>, IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Progress_goes_to_standard_error_and_the_result_to_standard_output()
    {
        Assert.Equal(4, trained.Training.ErrorLines.Length);
        Assert.Matches(@"^estimated memory: \d+ MB$", trained.Training.ErrorLines[0]);
        Assert.All(trained.Training.ErrorLines[1..], line => Assert.Matches(
            @"^epoch \d/3: loss [\d.]+, validation loss [\d.]+, validation accuracy [\d.]+( \(best\))?, \d+ tokens/s, \d+ MB, [\d.]+ s, \d+:\d\d left$", line));
        Assert.Matches(@"^Learned [\d,]+ parameters from \d+ rows in [\d.]+ s; best epoch: \d\.$", trained.Training.OutputLines[0]);
        Assert.Matches(@"^At most 3 epochs in batches of \d+, learning rate [\d.]+\.$", trained.Training.OutputLines[1]);
        Assert.Matches(@"^On \d+ validation rows: accuracy ", trained.Training.OutputLines[2]);
        Assert.Matches(@"^\d+ words with a vector of their own, segments of 64 tokens, encoders: 3 of hidden size 8, adversarial epsilon 0\.2, epochs of pretraining: 0, remembered documents: \d+\.$", trained.Training.OutputLines[3]);
        Assert.StartsWith("Effort best: Members 3, Encoder.Kind Gru, ", trained.Training.OutputLines[4], StringComparison.Ordinal);
        Assert.Equal($"Model: {trained.Path}", trained.Training.OutputLines[5]);
    }

    [Fact]
    public void Metrics_are_those_of_the_best_epoch_on_the_held_out_rows()
    {
        JsonNode metrics = Json(trained.Folder["metrics.json"]);
        JsonArray epochs = metrics["epochs"]!.AsArray();
        JsonNode best = epochs[(int)metrics["best_epoch"]! - 1]!;

        Assert.Equal(
            [
                "task", "rows", "seconds", "peak_memory_mb", "accuracy", "macro_f1", "log_loss", "ece", "unknown_label_rows",
                "training_rows", "effort", "recipe", "elapsed_seconds", "parameters", "best_epoch", "max_epochs", "batch_size", "learning_rate", "stopped", "epochs",
                "vocabulary", "segment_length", "members", "hidden_size", "adversarial_epsilon", "pretraining_epochs", "remembered_documents",
            ],
            metrics.AsObject().Select(member => member.Key));
        Assert.Equal("classify", (string)metrics["task"]!);
        Assert.Equal(150, (int)metrics["rows"]! + (int)metrics["training_rows"]!);

        // The n-grams beside the encoder make the model better than its best epoch.
        Assert.InRange((double)metrics["accuracy"]!, (double)best["validation_accuracy"]!, 1);
        Assert.InRange((double)metrics["log_loss"]!, 0, (double)best["validation_loss"]!);
        Assert.Equal(3, epochs.Count);
        Assert.True((double)metrics["peak_memory_mb"]! > 1);
        Assert.False((bool)metrics["stopped"]!);
    }

    [Fact]
    public void The_log_has_a_line_an_epoch()
    {
        Train("m.zip", "--log", _folder["log.jsonl"], "--metrics", _folder["metrics.json"]);

        JsonNode[] lines = [.. File.ReadLines(_folder["log.jsonl"]).Select(line => JsonNode.Parse(line)!)];
        JsonArray epochs = Json(_folder["metrics.json"])["epochs"]!.AsArray();
        Assert.Equal([1, 2, 3], lines.Select(line => (int)line["epoch"]!));
        Assert.Equal(
            epochs.Select(epoch => ((double)epoch!["training_loss"]!, (double)epoch["validation_accuracy"]!, (double)epoch["peak_memory_mb"]!)),
            lines.Select(line => ((double)line["training_loss"]!, (double)line["validation_metric"]!, (double)line["peak_memory_mb"]!)));
    }

    [Fact]
    public void Word_vectors_are_what_training_starts_from()
    {
        string vectors = _folder.WriteGzip("vectors.vec.gz", "3 6\nmeow 1 2 3 4 5 6 \nbark 6 5 4 3 2 1 \nelsewhere 1 1 1 1 1 1 \n");
        string frozen = _folder.Write(
            "frozen.json", SmallData.Config.Insert(SmallData.Config.IndexOf('{') + 1, "\"wordVectors\": { \"isFrozen\": true },"));

        Run run = Run.Succeeds(
            "train", "classify", "--data", Data(), "--model", _folder["tuned.zip"], "--config", Config(), "--vectors", vectors,
            "--metrics", _folder["m.json"]);
        Run.Succeeds(
            "train", "classify", "--data", Data(), "--model", _folder["frozen.zip"], "--config", frozen, "--vectors", vectors);

        JsonNode coverage = Json(_folder["m.json"])["word_vectors"]!;
        Assert.Matches(@"^Word vectors of 6 numbers for 2 of the \d+ words of the vocabulary and \d+\.\d% of the tokens\.$", run.OutputLines[0]);
        Assert.Equal((6, 2), ((int)coverage["dimension"]!, (int)coverage["words"]!));
        Assert.InRange((double)coverage["token_share"]!, 0.01, 0.5);
        Assert.True((int)coverage["vocabulary"]! > 10);
        Assert.Contains("embedding 6", Run.Succeeds("info", "--model", _folder["tuned.zip"]).Output, StringComparison.Ordinal);
        Assert.NotEqual(File.ReadAllBytes(_folder["tuned.zip"]), File.ReadAllBytes(_folder["frozen.zip"]));
    }

    [Fact]
    public void Texts_without_labels_are_for_pretraining()
    {
        string texts = _folder.Write("texts.txt", "they whinny and gallop at number 1 of the street\nthey whinny and gallop\n");

        Run run = Run.Succeeds(
            "train", "classify", "--data", Data(), "--model", _folder["m.zip"], "--config", PretrainingConfig(), "--unlabeled", texts,
            "--checkpoint", _folder["checkpoint"], "--metrics", _folder["m.json"]);

        Assert.Empty(Directory.GetFiles(_folder[""], "checkpoint*"));
        JsonNode metrics = Json(_folder["m.json"]);
        Assert.Equal(3, (int)metrics["pretraining_epochs"]!);
        Assert.Equal((int)Json(trained.Folder["metrics.json"])["vocabulary"]! + 2, (int)metrics["vocabulary"]!);
        Assert.Contains(run.ErrorLines, line => line.StartsWith("pretraining epoch 1/3: loss ", StringComparison.Ordinal));
        Assert.Contains("epochs of pretraining: 3,", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_without_labels_must_be_there_and_be_of_use()
    {
        string missing = _folder["missing.txt"];
        Assert.Equal($"Cannot read '{missing}': there is no such file.", Fails(missing, PretrainingConfig()));
        Assert.Contains("UnlabeledData is given; allowed is null where PretrainingEpochs is 0", Fails(Data(), Config()), StringComparison.Ordinal);

        string Fails(string texts, string config) => Run.Fails(
            "train", "classify", "--data", Data(), "--model", _folder["m.zip"], "--config", config, "--unlabeled", texts);
    }

    private string PretrainingConfig() => _folder.Write(
        "pretraining.json", SmallData.Config.Replace("\"pretrainingEpochs\": 0", "\"pretrainingEpochs\": 1", StringComparison.Ordinal));

    [Fact]
    public void What_is_wrong_with_word_vectors_is_named()
    {
        string vectors = _folder.Write("vectors.txt", "meow 1 2 3\nbark 1 2\n");
        string missing = _folder["missing.txt"];

        Assert.Equal($"{vectors}:2: wrong number of columns: expected a word and 3 numbers, found a word and 2.", Fails(vectors));
        Assert.Equal($"Cannot read '{missing}': there is no such file.", Fails(missing));

        string Fails(string path) => Run.Fails(
            "train", "classify", "--data", Data(), "--model", _folder["m.zip"], "--config", Config(), "--vectors", path);
    }

    [Fact]
    public void A_model_that_needs_more_memory_than_allowed_is_refused()
    {
        Assert.Matches(
            @"^Cannot learn from '.*': Training would take \d+ MB for the process as it is, the model and its optimizer; " +
            @"TrainingOptions\.MaxMemoryMB allows 64\. Allow more, or make the vocabulary or the layers smaller\.$",
            Run.Fails("train", "classify", "--data", Data(), "--model", _folder["m.zip"], "--max-memory", "64"));
    }

    [Fact]
    public void The_file_is_an_ordinary_model_of_mlnet()
    {
        var context = new MLContext();
        ITransformer model = context.Model.Load(trained.Path, out DataViewSchema input);
        using PredictionEngine<Message, Prediction> engine = context.Model.CreatePredictionEngine<Message, Prediction>(model);

        Prediction prediction = engine.Predict(new Message { Text = "they bark and fetch" });

        Assert.Equal(["Label", "Text"], input.Select(column => column.Name));
        Assert.Equal("dog", prediction.PredictedLabel);
        Assert.Equal(1, prediction.Score.Sum(), 1e-5f);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void The_same_seed_gives_the_same_bytes_at_any_time_on_any_number_of_threads()
    {
        string one = Train("one.zip", "--threads", "1");
        Thread.Sleep(2_100); // Zip files know times to two seconds.
        string two = Train("two.zip", "--threads", "2");
        string other = Train("other.zip", "--threads", "2", "--seed", "2");

        Assert.Equal(File.ReadAllBytes(trained.Path), File.ReadAllBytes(one));
        Assert.Equal(File.ReadAllBytes(one), File.ReadAllBytes(two));
        Assert.NotEqual(File.ReadAllBytes(one), File.ReadAllBytes(other));
    }

    [Fact]
    public void The_order_of_the_rows_does_not_order_the_classes()
    {
        string data = _folder.Write("train.tsv", string.Concat(SmallData.Rows(150).Reverse().Select(row => $"{row.Label}\t{row.Text}\n")));
        Run.Succeeds("train", "classify", "--data", data, "--model", _folder["m.zip"], "--config", Config());

        Assert.Contains("cat, dog, fox", Run.Succeeds("info", "--model", _folder["m.zip"]).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Equivalent_labels_are_one_class()
    {
        string[] spellings = ["châtaigne", "cha\u0302taigne", "châ\u00adtaigne\u200b"];
        IEnumerable<(string Label, string Text)> rows = SmallData.Rows(150).Select((row, i) => row.Label == "cat" ? (spellings[i / 3 % 3], row.Text) : row);
        string data = _folder.Write("train.tsv", string.Concat(rows.Select(row => $"{row.Label}\t{row.Text}\n")));

        Run.Succeeds("train", "classify", "--data", data, "--model", _folder["m.zip"], "--config", Config());
        Run.Succeeds("evaluate", "--model", _folder["m.zip"], "--data", data, "--metrics", _folder["m.json"]);

        Assert.Contains("châtaigne, dog, fox", Run.Succeeds("info", "--model", _folder["m.zip"]).Output, StringComparison.Ordinal);
        Assert.Equal(0, (int)JsonNode.Parse(File.ReadAllText(_folder["m.json"]))!["unknown_label_rows"]!);
    }

    [Fact]
    public void The_command_line_wins_over_the_config_file()
    {
        Run run = Run.Succeeds(
            "train", "classify", "--data", Data(), "--model", _folder["m.zip"], "--config", ConfigWithoutHiddenSize(),
            "--epochs", "1", "--encoder", "ATTENTION");

        Assert.StartsWith("epoch 1/1: ", Assert.Single(run.ErrorLines[1..]), StringComparison.Ordinal);
        string info = Run.Succeeds("info", "--model", _folder["m.zip"]).Output;
        Assert.Contains("Attention, 1 layer, embedding 8", info, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gru", "Gru, 1 layer, embedding 8, hidden 8 in each direction")]
    [InlineData("attentionlstm", "AttentionLstm, 1 layer, embedding 8, 4 heads, feed-forward 256, sinusoidal positions, hidden 8 in each direction")]
    [InlineData("gatedmemory", "GatedMemory, 1 layer, embedding 8, hidden 8 in each direction, gates see the memory")]
    [InlineData("deltamemory", "DeltaMemory, 1 layer, embedding 8, 2 heads, feed-forward 256, no positions")]
    [InlineData("keyvaluememory", "KeyValueMemory, 1 layer, embedding 8, 32 slots, gated writes, feed-forward 256, no positions")]
    public void Every_encoder_has_a_name(string name, string description)
    {
        Run.Succeeds(
            "train", "classify", "--data", Data(), "--model", _folder["m.zip"], "--config", name is "keyvaluememory" or "deltamemory" ? ConfigWithoutHiddenSize() : Config(),
            "--epochs", "1", "--encoder", name);

        string info = Run.Succeeds("info", "--model", _folder["m.zip"]).Output;
        Assert.Contains(description, string.Join(' ', info.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_setting_that_the_encoder_of_the_command_line_does_not_have_is_refused() => Assert.StartsWith(
        $"{Config()}: there is no setting 'encoder.hiddenSize' for an encoder of kind Attention. Known in 'encoder' are: ",
        Run.Fails("train", "classify", "--data", Data(), "--model", _folder["m.zip"], "--config", Config(), "--encoder", "attention"),
        StringComparison.Ordinal);

    [Fact]
    public void Rows_of_a_validation_file_choose_the_best_epoch()
    {
        string validation = _folder.Write("validation.jsonl", """
            {"label": "cat", "text": "they meow and purr"}
            {"label": "dog", "text": "they bark and fetch"}
            {"label": "owl", "text": "they hoot"}
            """);

        Run.Succeeds(
            "train", "classify", "--data", Data(), "--validation", validation, "--model", _folder["m.zip"], "--config", Config(),
            "--metrics", _folder["m.json"]);

        JsonNode metrics = Json(_folder["m.json"]);
        Assert.Equal(150, (int)metrics["training_rows"]!);
        Assert.Equal(3, (int)metrics["rows"]!);
        Assert.Equal(1, (int)metrics["unknown_label_rows"]!);
        Assert.Equal(2 / 3.0, (double)metrics["accuracy"]!);
    }

    [Fact]
    public void Without_validation_rows_there_are_no_measures()
    {
        string config = _folder.Write("c.json", SmallData.Config.Replace("0.2", "0", StringComparison.Ordinal));

        Run run = Run.Succeeds(
            "train", "classify", "--data", Data(), "--model", _folder["m.zip"], "--config", config, "--metrics", _folder["m.json"]);

        JsonNode metrics = Json(_folder["m.json"]);
        Assert.Equal(5, run.OutputLines.Length);
        Assert.Equal(0, (int)metrics["rows"]!);
        Assert.Null(metrics["accuracy"]);
        Assert.Null(metrics["epochs"]![0]!["validation_loss"]);
    }

    [Fact]
    public void An_interrupt_saves_the_best_model_so_far()
    {
        string config = _folder.Write(
            "c.json", SmallData.Config.Replace("\"epochs\": 3", "\"epochs\": 9999, \"patience\": 9999", StringComparison.Ordinal));

        Run run = Run.With(
            Stream.Null,
            InterruptSoon,
            "train", "classify", "--data", Data(), "--model", _folder["m.zip"], "--config", config, "--metrics", _folder["m.json"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Matches(
            @"^Stopped (after \d+ of 9999 epochs: the best model so far, that of epoch \d+, is saved|" +
            @"within the first epoch: the model is saved as it was then)\.$",
            run.ErrorLines[^1]);
        Assert.True((bool)Json(_folder["m.json"])["stopped"]!);
        Run.Succeeds("info", "--model", _folder["m.zip"]);
    }

    [Fact]
    public void An_interrupted_training_goes_on_from_its_checkpoint()
    {
        string config = _folder.Write(
            "c.json", SmallData.Config.Replace("\"epochs\": 3", "\"epochs\": 9999, \"patience\": 9999", StringComparison.Ordinal));
        string[] arguments =
            ["train", "classify", "--data", Data(), "--model", _folder["m.zip"], "--config", config, "--checkpoint", _folder["checkpoint"]];
        Run first = Run.With(Stream.Null, InterruptSoon, arguments);

        Assert.Equal($"The same command goes on from '{_folder["checkpoint"]}'.", first.ErrorLines[^1]);
        Run second = Run.With(Stream.Null, InterruptSoon, arguments);
        Assert.Equal(0, second.ExitCode);
        Assert.Matches(@"^going on from the checkpoint: step \d+ of \d+$", second.ErrorLines[1]);

        byte[] checkpoint = File.ReadAllBytes(_folder["checkpoint"]);
        Assert.StartsWith(
            $"Training cannot go on from the checkpoint '{_folder["checkpoint"]}'. It is of another training; this one has seed 2 in place of 1",
            Run.Fails([.. arguments, "--seed", "2"]),
            StringComparison.Ordinal);
        Assert.Equal(checkpoint, File.ReadAllBytes(_folder["checkpoint"]));
    }

    // By a thread of its own: a timer waits for one of the pool, which tests that train may have taken all of.
    private static Stream InterruptSoon(Action stop)
    {
        var thread = new Thread(() =>
        {
            Thread.Sleep(TimeSpan.FromSeconds(1));
            stop();
        });
        thread.Start();
        return Stream.Null;
    }

    [Theory]
    [InlineData("--model", "train.tsv")]
    [InlineData("--metrics", "m.zip", "--model", "m.zip")]
    [InlineData("--log", "train.tsv", "--model", "m.zip")]
    [InlineData("--checkpoint", "m.zip", "--model", "m.zip")]
    [InlineData("--metrics", "train.tsv", "--model", "m.zip")]
    [InlineData("--log", "link.tsv", "--model", "m.zip")]
    [InlineData("--checkpoint", "link.tsv", "--model", "m.zip")]
    [InlineData("--skip-bad-rows", "link.tsv", "--model", "m.zip")]
    public void No_file_is_written_over_another(string option, params string[] rest)
    {
        string data = _folder.Write("train.tsv", SmallData.Tsv());
        File.CreateSymbolicLink(_folder["link.tsv"], data);
        string[] arguments = [.. ((string[])[option, .. rest]).Select(argument => argument.StartsWith('-') ? argument : _folder[argument])];

        string message = Run.Fails(["train", "classify", "--data", data, .. arguments]);

        Assert.Equal($"{option} would overwrite '{arguments[1]}', which is read or written for another purpose. Name another file.", message);
        Assert.Equal(SmallData.Tsv(), File.ReadAllText(data));
    }

    [Fact]
    public void A_checkpoint_of_pretraining_is_not_written_over_the_data()
    {
        string data = _folder.Write("m.checkpoint.pretraining2", SmallData.Tsv());

        Assert.Equal(
            $"--checkpoint would overwrite '{data}', which is read or written for another purpose. Name another file.",
            Run.Fails("train", "classify", "--data", data, "--model", _folder["m.zip"], "--checkpoint", _folder["m.checkpoint"]));
    }

    [Fact]
    public void An_interrupt_before_training_begins_saves_nothing()
    {
        Run run = Run.With(
            Stream.Null,
            stop =>
            {
                stop();
                return Stream.Null;
            },
            "train", "classify", "--data", Data(), "--model", _folder["m.zip"], "--config", Config());

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("cmem: Stopped before training began: no model was saved.", Assert.Single(run.ErrorLines));
        Assert.False(File.Exists(_folder["m.zip"]));
    }

    [Fact]
    public void A_failed_training_leaves_the_model_that_was_there()
    {
        string model = _folder.Write("m.zip", "what was there before");
        string data = _folder.Write("bad.tsv", SmallData.Tsv() + "no tab\n");

        string message = Run.Fails("train", "classify", "--data", data, "--model", model, "--config", Config());

        Assert.Equal($"{data}:151: there is no tab: expected label<TAB>text, found 'no tab'.", message);
        Assert.Equal("what was there before", File.ReadAllText(model));
    }

    [Fact]
    public void Data_that_nothing_can_be_learned_from_is_named()
    {
        string empty = _folder.Write("empty.tsv", "");
        string same = _folder.Write("same.tsv", "a\tx\na\ty\n");

        Assert.Equal($"'{empty}' has no rows: there is nothing to learn from.", Fails(empty));
        Assert.Equal(
            $"Cannot learn from '{same}': The label column 'Label' has one class only (a): there is nothing to tell apart. " +
            "Pass training data with at least two classes.",
            Fails(same));

        string Fails(string data) => Run.Fails("train", "classify", "--data", data, "--model", _folder["m.zip"]);
    }

    [Fact]
    public void Files_that_cannot_be_read_or_written_are_named_before_training()
    {
        string data = Data();
        string model = _folder["m.zip"];
        string missing = _folder["missing"];
        string below = Path.Combine(missing, "file");

        Assert.Equal($"Cannot read '{missing}': there is no such file.", Fails("--data", missing, "--model", model));
        Assert.Equal($"Cannot read '{_folder.Path}': it is a folder. Give a file.", Fails("--data", _folder.Path, "--model", model));
        Assert.Equal($"Cannot read '{missing}': there is no such file.", Fails("--data", data, "--model", model, "--validation", missing));
        Assert.Equal($"Cannot read '{missing}': there is no such file.", Fails("--data", data, "--model", model, "--config", missing));
        Assert.Equal($"Cannot write '{_folder.Path}': it is a folder. Give the name of a file.", Fails("--data", data, "--model", _folder.Path));
        Assert.Equal($"Cannot write '{below}': there is no folder '{missing}'.", Fails("--data", data, "--model", below));
        Assert.Equal($"Cannot write '{below}': there is no folder '{missing}'.", Fails("--data", data, "--model", model, "--metrics", below));
        Assert.Equal($"Cannot write '{below}': there is no folder '{missing}'.", Fails("--data", data, "--model", model, "--log", below));

        static string Fails(params string[] options) => Run.Fails(["train", "classify", .. options]);
    }

    [Fact]
    public void Options_out_of_range_are_named()
    {
        string config = _folder.Write("c.json", """{ "encoder": { "hiddenSize": -1 } }""");

        string message = Run.Fails("train", "classify", "--data", Data(), "--model", _folder["m.zip"], "--config", config);

        Assert.Equal(
            $"ContextMemoryClassifierOptions has a fault:{Environment.NewLine}  Encoder.HiddenSize is -1; allowed is 0 to 4096: 0 derives it from the data.",
            message);
    }

    private string Data() => trained.Folder["train.tsv"];

    private string Config() => trained.Folder["config.json"];

    private string ConfigWithoutHiddenSize() =>
        _folder.Write("sizes.json", SmallData.Config.Replace("\"hiddenSize\": 8, ", "", StringComparison.Ordinal));

    private string Train(string name, params string[] options)
    {
        Run.Succeeds(["train", "classify", "--data", Data(), "--model", _folder[name], "--config", Config(), .. options]);
        return _folder[name];
    }

    private static JsonNode Json(string path) => JsonNode.Parse(File.ReadAllText(path))!;

    private sealed class Message
    {
        public string Label { get; set; } = "";

        public string Text { get; set; } = "";
    }

    private sealed class Prediction
    {
        public string PredictedLabel { get; set; } = "";

        public float[] Score { get; set; } = [];
    }
}
