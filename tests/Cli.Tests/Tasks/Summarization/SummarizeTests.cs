using System.Text.Json.Nodes;
using ContextMemory.MLNet.Cli.Tests.Support;

namespace ContextMemory.MLNet.Cli.Tests.Tasks.Summarization;

/// <summary>'train summarize', 'evaluate', 'predict' and 'info' with what it makes, and 'summarize'.</summary>
public sealed class SummarizeTests(TrainedSummarizer trained) : IClassFixture<TrainedSummarizer>, IDisposable
{
    private const string Article =
        "The storm closed the harbour. Dr. Lee saw the storm. Nobody came. The harbour was closed by the storm on Monday.";

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Training_says_what_it_learned_and_how_good_it_is()
    {
        Assert.Matches(@"^Learned [0-9,]+ parameters from [0-9]+ rows in [0-9.]+ s; best epoch: [0-9]+\.$", trained.Training.OutputLines[0]);
        Assert.Matches(
            @"^On [0-9]+ validation rows: ROUGE-1 [0-9.]+, ROUGE-2 [0-9.]+, ROUGE-L [0-9.]+ \(the first sentences: [0-9.]+, [0-9.]+, [0-9.]+\)\.$",
            trained.Training.OutputLines[2]);
        JsonObject metrics = JsonNode.Parse(File.ReadAllText(trained.Folder["metrics.json"]))!.AsObject();
        Assert.Equal("summarize", (string)metrics["task"]!);
        Assert.InRange((double)metrics["rouge1"]!, 0.95, 1);
        Assert.InRange((double)metrics["lead_rouge2"]!, 0, 0.8);
        Assert.NotNull(metrics["epochs"]![0]!["validation_rouge1"]);
    }

    [Fact]
    public void Evaluation_shows_the_first_and_the_best_sentences_beside()
    {
        string data = _folder.WriteGzip("test.jsonl.gz", SmallSummaries.Jsonl(30, seed: 2));

        Run run = Run.Succeeds("evaluate", "--model", trained.Path, "--data", data, "--metrics", _folder["m.json"]);

        Assert.Contains(run.OutputLines, line => line.Trim().StartsWith("first sentences", StringComparison.Ordinal));
        Assert.Contains("30 rows; in brackets 95% bootstrap intervals.", run.Output);
        JsonObject metrics = JsonNode.Parse(File.ReadAllText(_folder["m.json"]))!.AsObject();
        Assert.InRange((double)metrics["rouge2"]!, 0.95, 1);
        Assert.Equal(1, (double)metrics["best_rougeL"]!, 1e-9);
        Assert.True((double)metrics["rouge1_lower"]! <= (double)metrics["rouge1"]!);
    }

    [Fact]
    public void Labels_take_the_place_of_summaries()
    {
        string data = _folder.Write("labels.jsonl", SmallSummaries.Jsonl(200, labels: true));
        string config = _folder.Write("config.json", TrainedSummarizer.Config);

        Run.Succeeds(
            "train", "summarize", "--data", data, "--model", _folder["m.zip"], "--config", config, "--sentences", "1", "--metrics", _folder["m.json"]);

        Assert.InRange((double)JsonNode.Parse(File.ReadAllText(_folder["m.json"]))!["rouge1"]!, 0.8, 1);
    }

    [Fact]
    public void Predictions_of_lines_have_scores_and_places()
    {
        const string Text = "Later the river was near the train. In short the bridge was near the school.";
        Run run = Run.WithInput($"{Text}\n\n", "predict", "--model", trained.Path);

        JsonNode row = JsonNode.Parse(run.OutputLines[0])!;
        Assert.Equal(["row", "summary", "sentences", "scores", "starts", "lengths"], row.AsObject().Select(member => member.Key));
        Assert.Equal("In short the bridge was near the school.", (string)row["summary"]!);
        Assert.Equal(1, (int)row["sentences"]![0]!);
        Assert.Equal([0, 36], row["starts"]!.AsArray().Select(start => (int)start!));
        Assert.Equal("", (string)JsonNode.Parse(run.OutputLines[1])!["summary"]!);
    }

    [Fact]
    public void Predictions_of_a_file_of_sentences_are_plain_texts_where_asked_for()
    {
        string data = _folder.Write("rows.jsonl", "{\"sentences\": [\"Later the sea rose.\", \"In short the river was near.\"]}\n");

        Run run = Run.Succeeds("predict", "--model", trained.Path, "--input", data, "--format", "tsv");

        Assert.Equal(["In short the river was near."], run.OutputLines);
    }

    [Theory]
    [InlineData("Later the river was near the train.\r\n\r\nIn short the bridge was near the school.")]
    [InlineData("")]
    public void A_streamed_text_has_the_summary_of_a_row(string text)
    {
        string input = _folder.WriteGzip("a.txt.gz", text);
        string row = _folder.Write("row.jsonl", $"{new JsonObject { ["text"] = text }.ToJsonString()}\n");
        JsonObject expected = JsonNode.Parse(Run.Succeeds("predict", "--model", trained.Path, "--input", row).Output)!.AsObject();
        expected.Remove("starts");
        expected.Remove("lengths");

        Assert.Equal($"{Plain(expected)}\n", Run.Succeeds("predict", "--model", trained.Path, "--stream", "--input", input).Output);
        Assert.Equal($"{Plain(expected)}\n", Run.WithInput(text, "predict", "--model", trained.Path, "--stream").Output);
        Assert.Equal(
            $"{expected["summary"]}\n", Run.WithInput("\ufeff" + text, "predict", "--model", trained.Path, "--stream", "--format", "tsv").Output);

        static string Plain(JsonObject row) =>
            row.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    [Fact]
    public void A_streamed_summary_is_not_marked_in_its_text() => Assert.Equal(
        "A summarizer marks nothing in a text: use --format jsonl or tsv.",
        Run.Fails("predict", "--model", trained.Path, "--stream", "--format", "marked"));

    [Theory]
    [InlineData("text")]
    [InlineData("jsonl")]
    public void A_text_is_summarized_as_it_comes(string format)
    {
        string[] arguments = ["summarize", "--method", "textrank", "--sentences", "2", "--format", format];
        string whole = Run.WithInput(Article, arguments).Output;

        Run streamed = Run.WithInput(Article, [.. arguments, "--stream"]);

        Assert.Equal(format == "text" ? whole : whole[..whole.IndexOf(",\"starts\"", StringComparison.Ordinal)] + "}\n", streamed.Output);
        Assert.Equal(streamed.Output, Run.Succeeds([.. arguments, "--stream", "--input", _folder.Write("a.txt", Article)]).Output);
    }

    [Fact]
    public void Rows_are_not_streamed()
    {
        Run run = Run.Cmem("summarize", "--stream", "--data", _folder.Write("rows.jsonl", ""));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--stream is about one text: with --data there are rows. Leave one of them out.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Info_names_method_and_limits()
    {
        string info = Run.Succeeds("info", "--model", trained.Path).Output;
        Assert.Contains("summarizer (extractive)", info);
        Assert.Contains("at most 1 sentences; redundancy: TrigramBlocking", info);
    }

    [Theory]
    [InlineData("lead", "The storm closed the harbour.\nDr. Lee saw the storm.\n")]
    [InlineData("textrank", "The storm closed the harbour.\nThe harbour was closed by the storm on Monday.\n")]
    public void A_text_is_summarized_without_training(string method, string expected)
    {
        Run run = Run.WithInput(Article, "summarize", "--method", method, "--sentences", "2");
        Assert.Equal(expected, run.Output);
    }

    [Theory]
    [InlineData("i went home. i slept. then i ate.", "i went home.\n")]
    [InlineData("他来了。\n我走了。", "他来了。\n")]
    [InlineData("*** \n\nA line\nthat is broken.\n\nThe next one.", "A line that is broken.\n")]
    public void A_summary_of_one_sentence_is_one_line(string text, string expected) =>
        Assert.Equal(expected, Run.WithInput(text, "summarize", "--method", "lead", "--sentences", "1").Output);

    [Fact]
    public void Markup_is_stripped_where_asked_for_and_places_are_those_of_the_text()
    {
        const string Html = "<h1>News</h1><p>The <b>storm</b> closed R&amp;D. It rains.</p>";

        Run run = Run.WithInput(Html, "summarize", "--method", "lead", "--sentences", "2", "--markup", "html", "--format", "jsonl");

        JsonNode row = JsonNode.Parse(run.Output)!;
        Assert.Equal("News The storm closed R&D.", (string)row["summary"]!);
        Assert.Equal(
            ["News", "The <b>storm</b> closed R&amp;D.", "It rains."],
            row["starts"]!.AsArray().Zip(row["lengths"]!.AsArray(), (start, length) => Html.Substring((int)start!, (int)length!)));
    }

    [Fact]
    public void A_model_strips_the_markup_of_the_texts_that_it_learned_from()
    {
        string[] rows = SmallSummaries.Jsonl(60).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string data = _folder.Write("marked.jsonl", string.Concat(rows.Select(row =>
        {
            JsonObject json = JsonNode.Parse(row)!.AsObject();
            json["text"] = $"**{((string)json["text"]!).Replace(". ", ".**\n\n```\nvar code = 1;\n```\n\n**", StringComparison.Ordinal)}**";
            return json.ToJsonString() + "\n";
        })));
        string config = _folder.Write("config.json", TrainedSummarizer.Config.TrimEnd().TrimEnd('}') + ", \"markup\": \"Markdown\" }");
        Run.Succeeds("train", "summarize", "--data", data, "--model", _folder["m.zip"], "--config", config, "--sentences", "1");

        Run run = Run.Succeeds("predict", "--model", _folder["m.zip"], "--input", data);

        Assert.Contains("Markdown is stripped", Run.Succeeds("info", "--model", _folder["m.zip"]).Output);
        Assert.Equal(60, run.OutputLines.Length);
        Assert.All(run.OutputLines, line => Assert.DoesNotMatch("[*`]|var code", (string)JsonNode.Parse(line)!["summary"]!));
    }

    [Fact]
    public void Sentences_without_a_word_are_neither_chosen_nor_counted()
    {
        string data = _folder.Write(
            "rows.jsonl", """{"sentences": ["A big b.", "", " ", "C small d."], "summary": "A big b. C small d."}""" + "\n");

        Run run = Run.Succeeds(
            "summarize", "--method", "lead", "--sentences", "2", "--data", data, "--metrics", _folder["m.json"]);

        JsonObject metrics = JsonNode.Parse(File.ReadAllText(_folder["m.json"]))!.AsObject();
        Assert.Equal((1, 1, 1), ((double)metrics["rouge2"]!, (double)metrics["lead_rouge2"]!, (double)metrics["best_rouge2"]!));
        Assert.Contains("1 rows;", run.Output);
    }

    [Fact]
    public void Places_of_a_text_of_a_row_are_those_in_that_text()
    {
        string data = _folder.Write("rows.jsonl", "{\"text\": \"Later the sea rose.\\n\\n  In short the river was near.\"}\n");

        JsonNode row = JsonNode.Parse(Run.Succeeds("predict", "--model", trained.Path, "--input", data).Output)!;

        Assert.Equal([0, 23], row["starts"]!.AsArray().Select(start => (int)start!));
    }

    [Fact]
    public void A_summary_is_an_object_where_asked_for()
    {
        string file = _folder.Write("article.txt", Article);

        JsonNode row = JsonNode.Parse(Run.Succeeds("summarize", "--input", file, "--sentences", "1", "--format", "jsonl").Output)!;

        Assert.Equal(4, row["scores"]!.AsArray().Count);
        Assert.Equal("The storm closed the harbour.", (string)row["summary"]!);
    }

    [Fact]
    public void A_method_without_training_is_measured_on_rows()
    {
        string data = _folder.Write("test.jsonl", SmallSummaries.Jsonl(10));

        Run run = Run.Succeeds(
            "summarize", "--method", "lead", "--sentences", "1", "--redundancy", "none", "--data", data, "--metrics", _folder["m.json"]);

        JsonObject metrics = JsonNode.Parse(File.ReadAllText(_folder["m.json"]))!.AsObject();
        Assert.Equal((double)metrics["lead_rouge1"]!, (double)metrics["rouge1"]!);
        Assert.Contains("10 rows;", run.Output);
    }

    [Fact]
    public void An_unknown_method_is_wrong_usage()
    {
        Run run = Run.WithInput("a", "summarize", "--method", "magic");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--method is 'magic': expected one of lead, textrank, positionrank, lexrank, tfidf.", run.Error);
    }

    [Theory]
    [InlineData("[]", "the line is not a JSON object")]
    [InlineData("{\"summary\": \"a\"}", "there is neither \"sentences\" nor \"text\"")]
    [InlineData("{\"sentences\": \"a\"}", "\"sentences\" is not an array of strings")]
    [InlineData("{\"text\": 3}", "\"text\" is not a string")]
    [InlineData("{\"sentences\": [\"a\"], \"labels\": [1, 0]}", "there are 2 labels for 1 sentences")]
    [InlineData("{\"text\": ", "malformed JSON after byte 9")]
    [InlineData("{\"text\": \"cut \\ud83d\", \"summary\": \"a\"}", "a text has half of a surrogate pair")]
    public void Faults_of_the_data_name_their_line(string line, string fault)
    {
        string data = _folder.Write("bad.jsonl", SmallSummaries.Jsonl(1) + line + "\n");
        string message = Run.Fails("evaluate", "--model", trained.Path, "--data", data);
        Assert.StartsWith($"{data}:2: {fault}: expected {{\"sentences\": [\"...\"], \"summary\": \"...\"}}, found ", message);
    }

    [Fact]
    public void Data_without_summaries_cannot_be_learned_from()
    {
        string data = _folder.Write("bare.jsonl", "{\"text\": \"One. Two.\"}\n");
        Assert.Contains("Cannot learn from", Run.Fails("train", "summarize", "--data", data, "--model", _folder["m.zip"]));
    }

    [Fact]
    public void Marks_are_refused() => Assert.Equal(
        "A summarizer marks nothing in a text: use --format jsonl or tsv.",
        Run.Fails("predict", "--model", trained.Path, "--input", _folder.Write("x.txt", "One. Two.\n"), "--format", "marked"));

    [Fact]
    public void A_method_without_training_is_not_trained()
    {
        string data = _folder.Write("train.jsonl", SmallSummaries.Jsonl(3));
        string config = _folder.Write("config.json", "{ \"method\": \"LexRank\" }");
        Assert.Equal(
            "The method LexRank needs no training: use 'cmem summarize --method LexRank'.",
            Run.Fails("train", "summarize", "--data", data, "--model", _folder["m.zip"], "--config", config));
    }
}
