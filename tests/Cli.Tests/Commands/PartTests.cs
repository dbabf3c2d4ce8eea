using System.Text.Json.Nodes;
using ContextMemory.MLNet.Cli.Tests.Support;

namespace ContextMemory.MLNet.Cli.Tests.Commands;

/// <summary>Predictions in parts, by one task or by several, and joined.</summary>
public sealed class PartTests(TrainedModel trained, TrainedTagger tagger) : IClassFixture<TrainedModel>, IClassFixture<TrainedTagger>, IDisposable
{
    // Rows that begin and end in all ways, so that ranges of bytes end everywhere within them.
    private static readonly string[] Texts =
        [.. SmallData.Rows(40).Select((row, i) => (i % 5) switch { 0 => row.Text, 1 => $"\ufeff{row.Text}", 2 => "", 3 => $"{row.Text} é漢😀", _ => "\"" })];

    private readonly TestFolder _folder = new();

    private string Parts => _folder["parts"];

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string[]> Formats => new()
    {
        { "jsonl", [] },
        { "tsv", [] },
        { "csv", ["--keep", "id"] },
        { "parquet", ["--keep", "id"] },
        { "jsonl", ["--compress", "gzip"] },
        { "csv", ["--compress", "zstd", "--keep", "id"] },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public void Joined_parts_of_several_tasks_are_what_one_writes(string format, string[] options)
    {
        string[] input = ["--model", trained.Path, "--input", Jsonl(), "--format", format];
        string end = options is ["--compress", var compression, ..] ? $".{format}.{(compression == "gzip" ? "gz" : "zst")}" : $".{format}";
        string whole = _folder[$"whole{end}"];
        Run.Succeeds(["predict", .. input, "--output", whole, .. options.SkipWhile(option => option is "--compress" or "gzip" or "zstd")]);

        foreach (int tasks in (int[])[1, 2, 3, 7])
        {
            Directory.CreateDirectory(Parts);
            Directory.Delete(Parts, recursive: true);
            for (int task = tasks; task > 0; task--)
            {
                Run.Succeeds(["predict", .. input, "--parts", Parts, "--part-rows", "4", "--shard", $"{task}/{tasks}", .. options]);
            }

            Run merge = Run.Succeeds("merge", Parts, "--output", _folder[$"merged{end}"]);
            Assert.StartsWith($"Rows merged: {Texts.Length}, of {tasks} tasks in ", merge.Error, StringComparison.Ordinal);
            Assert.Equal(File.ReadAllBytes(whole), File.ReadAllBytes(_folder[$"merged{end}"]));
        }
    }

    [Theory]
    [InlineData("a.txt")]
    [InlineData("a.tsv")]
    [InlineData("a.csv")]
    [InlineData("a.jsonl.gz")]
    [InlineData("a.jsonl.zst")]
    [InlineData("a.parquet")]
    [InlineData("table.txt")]
    public void Input_of_every_format_is_shared(string name)
    {
        string quoted = string.Concat(Texts.Select((text, i) => $"{i},\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\r\n and more\"\n"));
        string file = name switch
        {
            "a.txt" => _folder.Write(name, string.Join("\r\n", Texts)),
            "a.tsv" => _folder.Write(name, string.Concat(Texts.Select(text => $"dog\t{text}\n"))),
            "a.csv" => _folder.Write(name, $"id,text\n{quoted}"),
            "a.jsonl.gz" => _folder.WriteGzip(name, File.ReadAllText(Jsonl())),
            "a.jsonl.zst" => _folder.WriteZstd(name, File.ReadAllText(Jsonl())),
            "a.parquet" => _folder.WriteParquet(name, Texts.Select((text, i) => new TextRow { Id = i, Text = text })),
            _ => _folder.Write(name, $"id\ttext\n{string.Concat(Texts.Select((text, i) => $"{i}\t{text}\n"))}"),
        };
        string[] columns = name switch { "a.parquet" => ["--text-column", "Text"], "table.txt" => ["--text-column", "text"], _ => [] };

        // Beside another file, so that tasks have an end of one and the beginning of the next.
        string[] input = ["--model", trained.Path, "--input", file, "--input", Jsonl("b.jsonl", "text", "Text"), .. columns];
        string whole = Run.Succeeds(["predict", .. input]).Output;

        for (int task = 1; task <= 5; task++)
        {
            Run.Succeeds(["predict", .. input, "--parts", Parts, "--shard", $"{task}/5"]);
        }

        Assert.Equal(whole, Run.Succeeds("merge", Parts).Output);
        Assert.Equal(2 * Texts.Length, whole.Count(character => character == '\n'));
    }

    [Fact]
    public void Lines_of_entities_are_numbered_through()
    {
        // The first row has no id.
        string texts = SmallEntities.Jsonl(30);
        int second = texts.IndexOf('\n', StringComparison.Ordinal);
        texts = texts[..second] + texts[second..].Replace("{\"text\"", "{\"id\":7,\"text\"", StringComparison.Ordinal);
        string[] input = ["--model", tagger.Path, "--input", _folder.Write("a.jsonl", texts), "--format", "tsv", "--keep", "id"];
        string whole = Run.Succeeds(["predict", .. input]).Output;
        for (int task = 1; task <= 3; task++)
        {
            Run.Succeeds(["predict", .. input, "--parts", Parts, "--shard", $"{task}/3"]);
        }

        Assert.NotEmpty(whole);
        Assert.Equal(whole, Run.Succeeds("merge", Parts).Output);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("the manifest is not complete")]
    [InlineData("the last part was not told of")]
    [InlineData("a part is missing")]
    [InlineData("a part is damaged")]
    [InlineData("there is no manifest")]
    public void A_run_goes_on_after_the_last_whole_part(string loss)
    {
        string[] input = ["predict", "--model", trained.Path, "--input", Jsonl(), "--parts", Parts, "--part-rows", "7", "--skip-bad-rows", _folder["bad.jsonl"]];
        Run.Succeeds(input);
        Dictionary<string, byte[]> files = Files();
        string manifest = Path.Combine(Parts, "part-1-of-1.json");
        var json = JsonNode.Parse(File.ReadAllText(manifest))!.AsObject();
        long kept = Texts.Length;
        switch (loss)
        {
            case "the manifest is not complete":
                json["complete"] = false;
                break;
            case "the last part was not told of":
                json["complete"] = false;
                json["parts"]!.AsArray().RemoveAt(5);
                json["rows"] = 35;
                kept = 35;
                break;
            case "a part is missing":
                File.Delete(Path.Combine(Parts, "part-1-of-1-000003.jsonl"));
                kept = 14;
                break;
            case "a part is damaged":
                File.AppendAllText(Path.Combine(Parts, "part-1-of-1-000001.jsonl"), "x");
                kept = 0;
                break;
        }

        File.WriteAllText(manifest, json.ToJsonString());
        if (loss == "there is no manifest")
        {
            File.Delete(manifest);
            kept = 0;
        }

        Run run = Run.Cmem([.. input, "--resume"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(kept > 0 ? [$"Going on after {kept} rows of an earlier run.", "Rows skipped: 0."] : ["Rows skipped: 0."], run.ErrorLines);
        Dictionary<string, byte[]> after = Files();
        Assert.Equal(files.Keys.Order(StringComparer.Ordinal), after.Keys.Order(StringComparer.Ordinal));
        Assert.All(files, file => Assert.Equal(file.Value, after[file.Key]));
    }

    [Fact]
    public void A_run_does_not_go_on_with_parts_of_another_job()
    {
        string[] input = ["predict", "--model", trained.Path, "--parts", Parts];
        Run.Succeeds([.. input, "--input", Jsonl(), "--part-rows", "7"]);

        Assert.Equal(
            $"--resume: the parts of task 1 in '{Parts}' are of another job (other input, format, columns, part_rows). " +
            "Give what that one was given, name another folder, or leave --resume out to write them anew.",
            Run.Fails([.. input, "--input", _folder.Write("b.txt", "they bark\n"), "--format", "tsv", "--resume"]));
        Run.Succeeds([.. input, "--input", _folder["b.txt"], "--format", "tsv"]);
        Assert.Equal(["part-1-of-1-000001.tsv", "part-1-of-1.json"], Files().Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Bad_rows_are_told_by_the_line_of_the_file_by_each_task()
    {
        string file = _folder.Write("a.jsonl", string.Concat(Enumerable.Range(1, 40).Select(i => i % 10 == 0 ? $"nonsense {i}\n" : "{\"text\":\"they bark\"}\n")));
        string[] input = ["predict", "--model", trained.Path, "--input", file, "--skip-bad-rows", _folder["bad.jsonl"]];
        string whole = Run.WithInput("", input).Output;
        string bad = File.ReadAllText(_folder["bad.jsonl"]);
        for (int task = 1; task <= 3; task++)
        {
            Run.Succeeds([.. input, "--parts", Parts, "--shard", $"{task}/3"]);
        }

        Assert.Equal(whole, Run.Succeeds("merge", Parts).Output);
        Assert.Equal(bad, string.Concat(Enumerable.Range(1, 3).Select(task => File.ReadAllText(_folder[$"bad-{task}-of-3.jsonl"]))));
        Assert.Equal(4, bad.Count(character => character == '\n'));
    }

    [Fact]
    public void A_run_does_not_go_on_where_the_input_has_changed_within()
    {
        string input = _folder.Write("a.txt", "first text\nsecond text\n");
        string[] command = ["predict", "--model", trained.Path, "--input", input, "--parts", Parts, "--part-rows", "1", "--resume"];
        Run.Succeeds(command);

        _folder.Write("a.txt", "first text\nsixths text\n");

        Assert.Contains("are of another job (other input)", Run.Fails(command), StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_are_no_input_of_their_own_folder_and_a_manifest_is_not_written_over()
    {
        string[] first = ["predict", "--model", trained.Path, "--parts", Parts];
        Run.Succeeds([.. first, "--input", Jsonl()]);
        string part = Path.Combine(Parts, "part-1-of-1-000001.jsonl");
        byte[] bytes = File.ReadAllBytes(part);

        Assert.Contains("of the input is a part in the folder of --parts", Run.Fails([.. first, "--input", Path.Combine(Parts, "*.jsonl")]), StringComparison.Ordinal);
        Assert.StartsWith("--output would overwrite", Run.Fails("merge", Parts, "--output", Path.Combine(Parts, "part-1-of-1.json")), StringComparison.Ordinal);
        Assert.Equal(bytes, File.ReadAllBytes(part));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{\"shard\":3,\"shards\":2,\"complete\":true,\"rows\":0,\"job\":{},\"parts\":[]}")]
    [InlineData("{\"shard\":1,\"shards\":1,\"complete\":true,\"rows\":5,\"job\":{},\"parts\":[]}")]
    [InlineData("{\"shard\":1,\"shards\":1,\"complete\":true,\"rows\":0,\"job\":{},\"parts\":[null]}")]
    public void A_damaged_manifest_is_told(string manifest)
    {
        Directory.CreateDirectory(Parts);
        File.WriteAllText(Path.Combine(Parts, "part-1-of-1.json"), manifest);

        Assert.Contains("is not a manifest of 'cmem predict --parts', or damaged", Run.Fails("merge", Parts), StringComparison.Ordinal);
    }

    [Fact]
    public void Parquet_is_not_compressed_once_more()
    {
        string[] command = ["predict", "--model", trained.Path, "--input", Jsonl()];

        Assert.StartsWith("Parquet is compressed within the file", Run.Fails([.. command, "--parts", Parts, "--format", "parquet", "--compress", "zstd"]), StringComparison.Ordinal);
        Assert.StartsWith("Parquet is compressed within the file", Run.Fails([.. command, "--output", _folder["a.parquet.gz"]]), StringComparison.Ordinal);
        Run.Succeeds([.. command, "--parts", Parts, "--format", "parquet"]);
        Assert.StartsWith("Parquet is compressed within the file", Run.Fails("merge", Parts, "--output", _folder["a.parquet.zst"]), StringComparison.Ordinal);
    }

    [Fact]
    public void No_rows_are_one_empty_part()
    {
        Run.Succeeds("predict", "--model", trained.Path, "--input", _folder.Write("a.txt", ""), "--parts", Parts, "--format", "csv");

        Assert.Equal("row,label,score\n", Run.Succeeds("merge", Parts).Output);
    }

    [Fact]
    public void What_is_not_whole_is_not_merged()
    {
        string[] input = ["predict", "--model", trained.Path, "--input", Jsonl(), "--parts", Parts];
        Assert.Equal($"There is no folder '{Parts}'. Give the one of 'cmem predict --parts'.", Run.Fails("merge", Parts));
        Run.Succeeds([.. input, "--shard", "2/3"]);
        Assert.Equal(
            $"Of 3 tasks in '{Parts}' these are not complete: 1, 3. Run them, with --resume where they have begun.", Run.Fails("merge", Parts));
        Run.Succeeds([.. input, "--shard", "1/3"]);
        Run.Succeeds([.. input, "--shard", "3/3", "--format", "tsv"]);
        Assert.Equal(
            $"Tasks 1 and 3 in '{Parts}' did different jobs (other format, columns): run all of them with the same command.", Run.Fails("merge", Parts));
        Run.Succeeds([.. input, "--shard", "3/3"]);
        File.Copy(Path.Combine(Parts, "part-1-of-3.json"), Path.Combine(Parts, "part-01-of-3.json"));
        Assert.Equal($"Task 1 is there twice in '{Parts}': delete one of its manifests.", Run.Fails("merge", Parts));
        File.Delete(Path.Combine(Parts, "part-01-of-3.json"));
        Run.Succeeds([.. input, "--shard", "1/2"]);
        Assert.Equal($"'{Parts}' has tasks of 2 and of 3: delete the parts of one of these jobs.", Run.Fails("merge", Parts));
        File.Delete(Path.Combine(Parts, "part-1-of-2.json"));
        Run.Succeeds("merge", Parts);
        string part = Path.Combine(Parts, "part-2-of-3-000001.jsonl");
        File.AppendAllText(part, "x");
        Assert.Equal($"'{part}' is not what was written: run task 2 again with --resume.", Run.Fails("merge", Parts));
        Run.Succeeds([.. input, "--shard", "2/3", "--resume"]);
        Assert.Equal(Texts.Length, Run.Succeeds("merge", Parts).OutputLines.Length);
    }

    private Dictionary<string, byte[]> Files() => Directory.GetFiles(Parts).ToDictionary(path => Path.GetFileName(path), File.ReadAllBytes);

    private string Jsonl(string name = "a.jsonl", params string[] members) => _folder.Write(name, string.Concat(Texts.Select((text, i) =>
    {
        var row = new JsonObject { ["id"] = $"{i},\"\n" };
        foreach (string member in members.DefaultIfEmpty("text"))
        {
            row[member] = text;
        }

        return $"{row.ToJsonString()}\n";
    })));
}
