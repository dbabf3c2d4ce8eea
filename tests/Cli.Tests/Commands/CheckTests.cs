using ContextMemory.MLNet.Cli.Tests.Support;

namespace ContextMemory.MLNet.Cli.Tests.Commands;

public sealed class CheckTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Sound_data_has_counts_and_lengths_only()
    {
        string data = _folder.Write("train.conll", "Ana\tB-PER\nsang\tO\n\nRome\tB-LOC\n");

        Run run = Run.Succeeds("check", "--data", data);

        Assert.Equal(
            [
                "2 rows, 3 tokens.",
                "Tokens a row: least 1, a quarter up to 2, half 2, three quarters 2, 95% 2, most 2.",
                "Labels: LOC 1, PER 1.",
                "0 faults, 0 warnings.",
            ],
            run.OutputLines);
    }

    [Fact]
    public void Faults_of_tags_are_named_with_line_and_column()
    {
        string data = _folder.Write("train.conll", "Ana\tPER\nsang\n\nin\tO\nRome\tI-LOC\n \tO\n");

        Run run = Run.Cmem("check", "--data", data);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(
            [
                $"{data}:1: tag: 'PER' is no tag; expected O, or B-, I-, E-, S- (also L-, U-) and a type.",
                $"{data}:2: tag: there is one column only, 'sang'; expected token<TAB>tag.",
                $"{data}:5: tag: warning: 'I-LOC' follows 'O': no B-LOC began the entity.",
            ],
            run.OutputLines.Take(3));
        Assert.Contains("2 faults, ", run.Output);
        Assert.Equal($"cmem: '{data}' cannot be learned from as it is: mend its faults first.", run.ErrorLines[0]);
    }

    [Fact]
    public void Faults_of_annotations_are_named_with_line_and_member()
    {
        string data = _folder.Write(
            "train.jsonl",
            """
            {"text": "call Ana Kiss", "entities": [{"start": 5, "length": 8, "type": "PER"}, {"start": 9, "length": 4, "type": "LOC"}]}
            {"text": "12kg rice", "entities": [{"start": 0, "length": 2, "type": "NUM"}, {"start": 4, "length": 5, "type": "X"}]}
            {"text": "a", "entities": [{"start": 3, "length": 4, "type": "X"}]}
            {"text": " ", "entities": []}
            nonsense
            """);

        Run run = Run.Cmem("check", "--data", data);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(
            [
                $"{data}:1: entities: the LOC at 9 of length 4 overlaps the PER at 5 of length 8; expected entities that do not overlap.",
                $"{data}:2: entities: warning: the NUM '12' at 0 cuts a word.",
                $"{data}:2: entities: warning: the X ' rice' at 4 begins or ends with a space.",
                $"{data}:3: entities: the entity at 3 of length 4 is not in the text; expected a start from 0 and a length from 1 within the text's 1 UTF-16 units.",
                $"{data}:4: text: warning: the text is empty.",
                $"{data}:5: line: malformed JSON after byte 1.",
            ],
            run.OutputLines.Take(6));
        Assert.Contains("3 faults, 3 warnings.", run.OutputLines);
    }

    [Fact]
    public void Duplicates_and_rows_of_another_file_are_named()
    {
        string data = _folder.Write("train.tsv", "cat\tmeow\ndog\tbark\nfox\tmeow\n");
        string test = _folder.Write("test.tsv", "fox\thowl\ndog\tbark\n");

        Run run = Run.Succeeds("check", "--data", data, "--against", test);

        Assert.Equal(
            [
                $"{data}:3: text: warning: the same text is in line 1, with other labels.",
                $"{data}:2: text: warning: the same text is in {test}:2.",
            ],
            run.OutputLines.Take(2));
        Assert.Contains("Labels: cat 1, dog 1, fox 1.", run.OutputLines);
        Assert.Contains("0 faults, 2 warnings.", run.OutputLines);
    }

    [Fact]
    public void Summaries_are_checked_too()
    {
        string data = _folder.Write(
            "train.jsonl",
            """
            {"sentences": ["One.", "Two."], "labels": [1]}
            {"sentences": ["One.", "Two."], "summary": ""}
            {"text": "One. Two.", "labels": [1, 0]}
            """);

        Run run = Run.Cmem("check", "--data", data);

        Assert.Equal($"{data}:1: line: there are 1 labels for 2 sentences.", run.OutputLines[0]);
        Assert.Equal($"{data}:2: summary: warning: there is no summary, or an empty one.", run.OutputLines[1]);
        Assert.Equal($"{data}:3: text: warning: the same text is in line 2.", run.OutputLines[2]);
        Assert.Contains("1 faults, 2 warnings.", run.OutputLines);
    }

    [Theory]
    [InlineData("{\"text\": \"Ana sang\", \"label\": [{\"start\": 0, \"length\": 3, \"type\": \"PER\"}]}", "Labels: PER 1.")]
    [InlineData("{\"text\": \"Ana sang\", \"label\": \"music\"}", "Labels: music 1.")]
    [InlineData("{\"text\": \"Ana sang\", \"labels\": [\"music\", \"past\"]}", "Labels: music 1, past 1.")]
    [InlineData("{\"text\": \"Ana sang\", \"labels\": [1]}", "1 rows, 2 tokens.")]
    [InlineData("{\"text\": \"Ana sang\", \"summaries\": [\"Ana\"]}", "1 rows, 2 tokens.")]
    public void The_first_line_tells_what_rows_are_for(string line, string counted) =>
        Assert.Contains(counted, Run.Succeeds("check", "--data", _folder.Write("train.jsonl", line)).OutputLines);

    [Fact]
    public void The_task_can_be_named()
    {
        string tokens = _folder.Write("train.tsv", "Ana\tB-PER\nsang\tO\n\n");
        string texts = _folder.Write("train.txt", "music\tAna sang\n");

        Assert.Contains("Labels: PER 1.", Run.Succeeds("check", "--data", tokens, "--task", "tag").OutputLines);
        Assert.Contains("Labels: music 1.", Run.Succeeds("check", "--data", texts, "--task", "classify").OutputLines);
    }

    [Fact]
    public void Escape_sequences_are_shown_and_not_sent()
    {
        string data = _folder.Write("tr\u001b[2Jain.conll", "Ana\tB-\u001b[31mPER\nsang\tI-\u009bX\n");

        Run run = Run.Succeeds("check", "--data", data);

        Assert.DoesNotContain(run.Output, character => char.IsControl(character) && character != '\n');
        Assert.Equal(
            $@"{_folder["tr"]}\u001b[2Jain.conll:2: tag: warning: 'I-\u009bX' follows 'B-\u001b[31mPER': no B-\u009bX began the entity.", run.OutputLines[0]);
        Assert.Contains(@"Labels: \u001b[31mPER 1, \u009bX 1.", run.OutputLines);
    }

    [Fact]
    public void Lines_of_no_known_task_are_refused() => Assert.Equal(
        $"{_folder["x.jsonl"]}:1: there is neither \"label\" (to classify) nor \"labels\" (any number of them) nor \"entities\" (to tag) " +
        "nor \"summary\" (to summarize) in the line: say what the rows are for with --task.",
        Run.Fails("check", "--data", _folder.Write("x.jsonl", "{}")));
}
