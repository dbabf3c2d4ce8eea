using System.Text.Json.Nodes;
using ContextMemory.MLNet.Cli.Tests.Support;

namespace ContextMemory.MLNet.Cli.Tests.Tasks.Entities;

/// <summary>'train tag', and 'evaluate', 'predict' and 'info' with what it makes.</summary>
public sealed class TagTests(TrainedTagger trained) : IClassFixture<TrainedTagger>, IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(4, -4)]
    [InlineData(0, 99)]
    public void Evaluate_refuses_entities_that_are_not_in_the_text(int start, int length)
    {
        string data = _folder.Write(
            "wrong.jsonl", $$"""{"text": "Anna", "entities": [{"start": {{start}}, "length": {{length}}, "type": "PERSON"}]}""");

        Assert.Equal(
            $"Cannot measure on '{data}': Row 1, column 'LabelStarts': the entity at {start} of length {length} is not in the text; expected a start " +
            "from 0 and a length from 1 within the text's 4 UTF-16 units. 'cmem check' lists all faults of a file.",
            Run.Fails("evaluate", "--model", trained.Path, "--data", data));
    }

    [Fact]
    public void Columns_of_token_and_tag_are_given_by_number()
    {
        string data = _folder.Write("a.conll", "# of a sentence\n1\tcall\tO\tO\n2\tAna\tB-PER\tB-X\n\n1\tin\tO\tO\n2\tRome\tB-LOC\tB-X\n");
        string[] columns = ["--data", data, "--text-column", "2", "--label-column", "3"];

        Run.Succeeds([
            "train", "tag", .. columns, "--model", _folder["m.zip"], "--epochs", "1",
            "--config", _folder.Write("c.json", """{ "encoder": { "embeddingSize": 8, "hiddenSize": 8 } }""")]);
        Assert.Contains("types (2)", Run.Succeeds("info", "--model", _folder["m.zip"]).Output, StringComparison.Ordinal);
        Assert.Contains("Of the 2 entities ", Run.Succeeds(["evaluate", "--model", _folder["m.zip"], .. columns]).Output, StringComparison.Ordinal);
        Assert.Contains("Labels: LOC 1, PER 1.", Run.Succeeds(["check", .. columns]).OutputLines);
    }

    [Fact]
    public void Columns_that_have_to_be_told_are_no_rows_to_skip()
    {
        string data = _folder.Write("a.conll", "1\tcall\tO\n2\tAna\tB-PER\n\n1\tin\tO\n2\tRome\tB-LOC\n");

        Assert.Contains(
            "the first column counts the tokens of the sentence",
            Run.Fails("train", "tag", "--data", data, "--model", _folder["m.zip"], "--skip-bad-rows", _folder["bad.jsonl"]),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train", "tag", "--model", "m.zip")]
    [InlineData("check", "--task", "tag")]
    public void Columns_of_tags_have_no_names(params string[] command) => Assert.Equal(
        $"'{_folder["a.conll"]}' has columns of tokens and tags: --text-column and --label-column are numbers from 1 for it, " +
        "and --separator and --no-header are not for it.",
        Run.Fails([.. command, "--data", _folder.Write("a.conll", "Ana\tB-PER\n"), "--text-column", "word"]));

    [Fact]
    public void Evaluate_refuses_tags_of_another_form()
    {
        string data = _folder.Write("wrong.conll", "Anna\tb-per\n");

        Assert.Equal(
            $"{data}:1: 'b-per' is no tag: expected O, or B-, I-, E-, S- (also L-, U-) and a type, found 'Anna<TAB>b-per'.",
            Run.Fails("evaluate", "--model", trained.Path, "--data", data));
    }

    [Fact]
    public void Training_says_what_it_learned_and_how_good_it_is()
    {
        Assert.Matches(@"^Learned [0-9,]+ parameters from [0-9]+ rows in [0-9.]+ s; best epoch: [0-9]+\.$", trained.Training.OutputLines[0]);
        Assert.Matches(
            @"^On [0-9]+ validation rows with [0-9]+ entities: precision [01]\.[0-9]{4}, recall [01]\.[0-9]{4}, F1 [01]\.[0-9]{4}\.$",
            trained.Training.OutputLines[2]);
        JsonObject metrics = JsonNode.Parse(File.ReadAllText(trained.Folder["metrics.json"]))!.AsObject();
        Assert.Equal("tag", (string)metrics["task"]!);
        Assert.InRange((double)metrics["f1"]!, 0.9, 1);
        Assert.Equal(6, metrics["epochs"]!.AsArray().Count);
        Assert.NotNull(metrics["epochs"]![0]!["validation_f1"]);
    }

    [Fact]
    public void Evaluation_shows_each_type_and_writes_metrics()
    {
        string data = _folder.Write("test.jsonl", SmallEntities.Jsonl(20));

        Run run = Run.Succeeds("evaluate", "--model", trained.Path, "--data", data, "--metrics", _folder["m.json"]);

        Assert.Contains(run.OutputLines, line => line.Trim().StartsWith("PERSON", StringComparison.Ordinal));
        Assert.Contains("20 rows. Of the 40 entities 40 were found, 0 in part, 0 as another type, 0 not at all; 0 were found where there are none.", run.Output);
        JsonObject metrics = JsonNode.Parse(File.ReadAllText(_folder["m.json"]))!.AsObject();
        Assert.Equal(
            [
                "task", "rows", "seconds", "peak_memory_mb", "precision", "recall", "f1", "macro_f1", "per_type",
                "partial_matches", "type_errors", "missed", "spurious",
            ],
            metrics.Select(member => member.Key));
        Assert.Equal((1, 1, 1), ((double)metrics["precision"]!, (double)metrics["recall"]!, (double)metrics["f1"]!));
        Assert.Equal(20, (int)metrics["per_type"]!["PERSON"]!["support"]!);
    }

    [Fact]
    public void A_model_of_texts_is_measured_on_columns_too()
    {
        string data = _folder.WriteGzip("test.conll.gz", SmallEntities.Conll(20));

        Run.Succeeds("evaluate", "--model", trained.Path, "--data", data, "--metrics", _folder["m.json"]);

        Assert.InRange((double)JsonNode.Parse(File.ReadAllText(_folder["m.json"]))!["f1"]!, 0.9, 1);
    }

    [Fact]
    public void Predictions_are_lines_of_json_with_places_in_the_text()
    {
        Run run = Run.WithInput("please call Ana from Rome today\nnothing here\n", "predict", "--model", trained.Path);

        JsonNode row = JsonNode.Parse(run.OutputLines[0])!;
        Assert.Equal("please call Ana from Rome today", (string)row["text"]!);
        Assert.Equal(
            [(12, 3, "PERSON", "Ana"), (21, 4, "PLACE", "Rome")],
            row["entities"]!.AsArray().Select(
                entity => ((int)entity!["start"]!, (int)entity["length"]!, (string)entity["type"]!, (string)entity["text"]!)));
        Assert.Empty(JsonNode.Parse(run.OutputLines[1])!["entities"]!.AsArray());
    }

    [Theory]
    [InlineData("marked", "please call [Ana|PERSON] from [Rome|PLACE] today")]
    [InlineData("tsv", "1\t12\t3\tPERSON\t")]
    public void Predictions_are_also_marked_texts_or_lines_with_tabs(string format, string expected)
    {
        Run run = Run.WithInput("please call Ana from Rome today\n", "predict", "--model", trained.Path, "--format", format);

        Assert.StartsWith(expected, run.OutputLines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Info_says_what_the_model_finds()
    {
        Run run = Run.Succeeds("info", "--model", trained.Path);

        Assert.Contains(run.OutputLines, line => line.Contains("entity extractor", StringComparison.Ordinal));
        Assert.Contains(run.OutputLines, line => line.EndsWith("PERSON, PLACE", StringComparison.Ordinal));
    }

    [Fact]
    public void A_faulty_line_is_named()
    {
        string data = _folder.Write("bad.conll", "Ana\tB-PER\nlonely\n");

        Assert.Equal(
            $"{data}:2: there is one column only: expected token<TAB>tag, found 'lonely'.",
            Run.Fails("train", "tag", "--data", data, "--model", _folder["m.zip"]));
    }

    [Fact]
    public void A_faulty_row_is_named()
    {
        string data = _folder.Write("bad.jsonl", """{"text": "a", "entities": [{"start": 0, "length": 7, "type": "X"}]}""");

        Assert.StartsWith(
            $"Cannot learn from '{data}': Row 1, column 'LabelStarts': the entity at 0 of length 7 is not in the text;",
            Run.Fails("train", "tag", "--data", data, "--model", _folder["m.zip"]),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Entities_that_do_not_fit_words_are_told_and_read_as_code_points_where_that_is_said()
    {
        string data = _folder.Write("train.jsonl", string.Concat(Enumerable.Repeat(
            """{"text": "🙂 call Ana", "entities": [{"start": 7, "length": 3, "type": "PERSON"}]}""" + "\n", 4)));
        string[] train = ["train", "tag", "--data", data, "--model", _folder["m.zip"], "--epochs", "1", "--metrics", _folder["m.json"]];

        Run utf16 = Run.Succeeds(train);
        JsonNode fits = JsonNode.Parse(File.ReadAllText(_folder["m.json"]))!["entity_alignment"]!;
        Run codePoints = Run.Succeeds([.. train, "--offsets", "codepoints"]);

        Assert.Contains(
            "4 of 4 entities begin or end within a word or with white space (row 1: ' An' at 7; row 2: ' An' at 7; row 3: ' An' at 7; row 4: ' An' at 7): " +
            "they are learned as whole words and never found as they are annotated. All of them would fit if offsets counted code points, as strings of " +
            "Python do: load the file with OffsetUnit.CodePoints, in cmem with --offsets codepoints.",
            utf16.OutputLines);
        Assert.Equal((4, 4, 0, true), ((int)fits["entities"]!, (int)fits["misfits"]!, (int)fits["left_out"]!, (bool)fits["fit_as_code_points"]!));
        Assert.DoesNotContain("entities begin or end", codePoints.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluation_reads_offsets_as_it_is_told()
    {
        string data = _folder.Write(
            "test.jsonl", """{"text": "🙂 please call Ana from Rome today", "entities": [{"start": 14, "length": 3, "type": "PERSON"}, {"start": 23, "length": 4, "type": "PLACE"}]}""");

        Run.Succeeds("evaluate", "--model", trained.Path, "--data", data, "--offsets", "codepoints", "--metrics", _folder["m.json"]);

        Assert.Equal(1, (double)JsonNode.Parse(File.ReadAllText(_folder["m.json"]))!["recall"]!);
        Assert.Equal(
            $"'{_folder["x.conll"]}' holds columns, which have no offsets: leave --offsets out, or give a .jsonl file.",
            Run.Fails("evaluate", "--model", trained.Path, "--data", _folder.Write("x.conll", SmallEntities.Conll(2)), "--offsets", "codepoints"));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void Epochs_are_derived_from_the_rows_and_said()
    {
        string data = _folder.Write("train.conll", SmallEntities.Conll(480));

        string config = _folder.Write("config.json", """{ "encoder": { "embeddingSize": 16, "hiddenSize": 16 }, "features": { "hashBuckets": 64 } }""");

        Run run = Run.Succeeds(
            "train", "tag", "--data", data, "--model", _folder["m.zip"], "--metrics", _folder["m.json"], "--config", config);

        Assert.Matches(@"^At most 14 epochs in batches of 1, learning rate 0\.008\.$", run.OutputLines[1]);
        Assert.Equal(14, (int)JsonNode.Parse(File.ReadAllText(_folder["m.json"]))!["max_epochs"]!);
        Assert.Contains("--epochs <N>", Run.Succeeds("train", "tag", "--help").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Word_vectors_and_lists_of_names_are_read()
    {
        string data = _folder.Write("train.jsonl", SmallEntities.Jsonl(40));
        string vectors = _folder.Write("vectors.txt", "please 1 2 3 4\nROME 4 3 2 1\nelsewhere 1 1 1 1\n");
        string names = _folder.Write("places.txt", "Rome\nElsewhere\n");
        string config = _folder.Write("config.json", $$"""{ "features": { "gazetteers": ["{{names}}"] } }""");

        Run run = Run.Succeeds(
            "train", "tag", "--data", data, "--model", _folder["m.zip"], "--epochs", "1", "--vectors", vectors, "--config", config);

        Assert.Matches(@"^Word vectors of 4 numbers for 2 of the \d+ words of the vocabulary and \d+\.\d% of the tokens\.$", run.OutputLines[0]);
        Assert.Contains("embedding 8", Run.Succeeds("info", "--model", _folder["m.zip"]).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_are_read_by_their_characters_where_that_is_asked_for()
    {
        string data = _folder.Write("train.jsonl", SmallEntities.Jsonl(40));
        string config = _folder.Write(
            "config.json", """{ "features": { "characters": { "kind": "Lstm", "embeddingSize": 8, "hiddenSize": 12, "pooling": "Max" } } }""");

        Run.Succeeds("train", "tag", "--data", data, "--model", _folder["m.zip"], "--epochs", "1", "--config", config);

        Assert.Matches(
            @"characters +Lstm, 1 layer, embedding 8, hidden 12 in each direction", Run.Succeeds("info", "--model", _folder["m.zip"]).Output);
    }

    [Fact]
    public void A_list_of_names_that_is_not_there_is_named()
    {
        string data = _folder.Write("train.jsonl", SmallEntities.Jsonl(10));
        string config = _folder.Write("config.json", """{ "features": { "gazetteers": ["nowhere.txt"] } }""");
        string faulty = _folder.Write("faulty.json", """{ "features": { "gazetteers": 3 } }""");

        Assert.Equal(
            "Cannot read 'nowhere.txt': there is no such file.",
            Run.Fails("train", "tag", "--data", data, "--model", _folder["m.zip"], "--config", config));
        Assert.Equal(
            $"{faulty}: 'features.gazetteers' is 3: expected a list of texts.",
            Run.Fails("train", "tag", "--data", data, "--model", _folder["m.zip"], "--config", faulty));
    }

    [Fact]
    public void Validation_rows_may_be_of_the_other_form()
    {
        string data = _folder.Write("a.conll", SmallEntities.Conll(20));
        string validation = _folder.Write("b.jsonl", SmallEntities.Jsonl(20));

        Run run = Run.Succeeds("train", "tag", "--data", data, "--validation", validation, "--model", _folder["m.zip"], "--epochs", "1");

        Assert.StartsWith("On 20 validation rows with 40 entities: ", run.OutputLines[2], StringComparison.Ordinal);
    }
}
