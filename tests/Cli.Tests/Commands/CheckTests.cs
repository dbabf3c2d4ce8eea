using ContextMemory.MLNet.Cli.Tests.Support;

namespace ContextMemory.MLNet.Cli.Tests.Commands;

public sealed class CheckTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Sound_data_has_counts_and_lengths_only()
    {
        string data = _folder.Write("train.conll", "Ana\tB-PER\nsang\tO\n\nRome\tB-LOC\n\nBob\tB-PER\nin\tO\nParis\tB-LOC\n");

        Run run = Run.Succeeds("check", "--data", data);

        Assert.Equal(
            [
                "3 rows, 6 tokens.",
                "Tokens a row: least 1, a quarter up to 2, half 2, three quarters 3, 95% 3, most 3.",
                "Labels: LOC 2, PER 2.",
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
                $"{data}:2: tag: there is one column only; expected token<TAB>tag.",
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
        Assert.Contains("3 faults, 8 warnings.", run.OutputLines);
    }

    [Fact]
    public void Offsets_in_code_points_are_seen_and_read()
    {
        string data = _folder.Write(
            "train.jsonl",
            """
            {"text": "🙂 Ana in Rome", "entities": [{"start": 2, "length": 3, "type": "PER"}, {"start": 9, "length": 4, "type": "LOC"}]}
            {"text": "call Ana", "entities": [{"start": 5, "length": 3, "type": "PER"}]}
            """);

        Run utf16 = Run.Succeeds("check", "--data", data);
        Run codePoints = Run.Succeeds("check", "--data", data, "--offsets", "codepoints");

        Assert.Equal(
            [
                $"{data}:1: entities: warning: the PER ' An' at 2 cuts a word.",
                $"{data}:1: entities: warning: the LOC ' Rom' at 9 cuts a word.",
            ],
            utf16.OutputLines.Take(2));
        Assert.Equal(
            [
                $"{data}: entities: warning: 2 of 3 cut a word, cover none, or begin or end with a space: they are never found as they are annotated.",
                $"{data}: entities: warning: all fit if their offsets count code points, as strings of Python do: use --offsets codepoints.",
            ],
            utf16.OutputLines.Skip(2).Take(2));
        Assert.DoesNotContain("cut", codePoints.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("offsets", codePoints.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_said_of_all_rows_is_said_however_many_remarks_there_are()
    {
        string data = _folder.Write("train.jsonl", string.Concat(Enumerable.Range(0, 60).Select(
            row => $$"""{"text": "🙂 Ana {{row}}", "entities": [{"start": 2, "length": 3, "type": "PER"}]}""" + "\n")));

        Run run = Run.Succeeds("check", "--data", data);

        Assert.Contains(
            $"{data}: entities: warning: all fit if their offsets count code points, as strings of Python do: use --offsets codepoints.",
            run.OutputLines);
        Assert.Contains("... and 10 more.", run.OutputLines);
    }

    [Fact]
    public void Offsets_said_to_be_code_points_are_seen_to_be_utf16()
    {
        string data = _folder.Write(
            "train.jsonl", """{"text": "🙂 Ana", "entities": [{"start": 3, "length": 3, "type": "PER"}]}""");

        Run run = Run.Cmem("check", "--data", data, "--offsets", "codepoints");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal($"{data}:1: entities: the entity at 3 of length 3 is not within the text's 5 code points.", run.OutputLines[0]);
        Assert.Contains($"{data}: entities: warning: all fit if their offsets count UTF-16 units: leave --offsets out.", run.OutputLines);
    }

    [Theory]
    [InlineData("Bobby sang", 0, 3, "the X 'Bob' at 0 cuts a word")]
    [InlineData("a 🙂 b", 3, 1, "the X '\uFFFD' at 3 cuts a word")]
    [InlineData("call Ana now", 5, 4, "the X 'Ana ' at 5 begins or ends with a space")]
    [InlineData("a  b", 1, 1, "the X at 1 covers no word")]
    public void Entities_that_do_not_fit_words_are_counted(string text, int start, int length, string message)
    {
        string data = _folder.Write(
            "train.jsonl", $$"""{"text": "{{text}}", "entities": [{"start": {{start}}, "length": {{length}}, "type": "X"}]}""");

        Run run = Run.Cmem("check", "--data", data);

        Assert.Equal($"{data}:1: entities: warning: {message}.", run.OutputLines[0].Replace('\uDE42', '\uFFFD'));
        Assert.Contains(
            $"{data}: entities: warning: 1 of 1 cut a word, cover none, or begin or end with a space: they are never found as they are annotated.",
            run.OutputLines);
    }

    [Fact]
    public void Rows_without_offsets_take_no_unit_of_them()
    {
        string data = _folder.Write("train.conll", "Ana\tB-PER\n");

        Assert.Equal(
            $"The rows of '{data}' have no offsets: leave --offsets out, or give a .jsonl file of entities.",
            Run.Fails("check", "--data", data, "--offsets", "utf16"));
    }

    [Fact]
    public void Duplicates_and_rows_of_another_file_are_named()
    {
        string data = _folder.Write("train.tsv", "cat\tmeow\ndog\tbark\nfox\tmeow\ncat\tpurr\ndog\twoof\nfox\tyip\n");
        string test = _folder.Write("test.tsv", "fox\thowl\ndog\tbark\n");

        Run run = Run.Succeeds("check", "--data", data, "--against", test);

        Assert.Equal(
            [
                $"{data}:3: text: warning: the same text is in line 1, with other labels.",
                $"{data}:2: text: warning: the same text is in {test}:2.",
            ],
            run.OutputLines.Take(2));
        Assert.Contains("Labels: cat 2, dog 2, fox 2.", run.OutputLines);
        Assert.Contains("0 faults, 2 warnings.", run.OutputLines);
    }

    [Fact]
    public void Equivalent_texts_and_labels_are_the_same()
    {
        string data = _folder.Write("train.tsv", "thé\tcrème brûlée\nthé\tgâteau\nthe\u0301\tcre\u0300me bru\u0302le\u0301e\nbon\tça\nbon\tga\u0302\u00adteau\n");
        string test = _folder.Write("test.tsv", "bon\tc\u0327a\u200b\n");

        Run run = Run.Succeeds("check", "--data", data, "--against", test);

        Assert.Equal(
            [
                $"{data}:3: text: warning: the same text is in line 1.",
                $"{data}:5: text: warning: the same text is in line 2, with other labels.",
                $"{data}:4: text: warning: the same text is in {test}:1.",
                $"{data}:3: label: warning: the label 'thé' is written in another Unicode form than in line 1; both are taken for one label.",
            ],
            run.OutputLines.Take(4).OrderBy(line => line.Contains(": label:", StringComparison.Ordinal)));
        Assert.Contains("Labels: thé 3, bon 2.", run.OutputLines);
        Assert.Contains("0 faults, 4 warnings.", run.OutputLines);
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
    [InlineData("{\"text\": \"Ana sang\", \"summaries\": [\"Ana\"]}", "1 rows, 2 tokens.")]
    public void The_first_line_tells_what_rows_are_for(string line, string counted) =>
        Assert.Contains(counted, Run.Cmem("check", "--data", _folder.Write("train.jsonl", $"\n{line}")).OutputLines);

    [Fact]
    public void Numbers_that_may_be_labels_of_texts_or_of_sentences_are_not_guessed_at() => Assert.Equal(
        $"{_folder["x.jsonl"]}:1: the numbers of \"labels\" may be labels of the text or tell which of its sentences are a summary: " +
        "say what the rows are for with --task labels or --task summarize.",
        Run.Fails("check", "--data", _folder.Write("x.jsonl", """{"text": "Ana sang", "labels": [1]}""")));

    [Fact]
    public void The_task_can_be_named()
    {
        string tokens = _folder.Write("train.tsv", "Ana\tB-PER\nsang\tO\n\n");
        string texts = _folder.Write("train.txt", "music\tAna sang\nfood\tAna ate\n");

        Assert.Contains("Labels: PER 1.", Run.Succeeds("check", "--data", tokens, "--task", "tag").OutputLines);
        Assert.Contains("Labels: food 1, music 1.", Run.Succeeds("check", "--data", texts, "--task", "classify").OutputLines);
    }

    [Theory]
    [InlineData("classify", "x.tsv", "", "there are no rows: there is nothing to learn from")]
    [InlineData("classify", "x.csv", "label,text\n", "there are no rows: there is nothing to learn from")]
    [InlineData("classify", "x.tsv", "a\tone\na\ttwo\n", "all rows have the label 'a': there is nothing to tell apart; expected at least two labels")]
    [InlineData("labels", "x.jsonl", "\n\n", "there are no rows: there is nothing to learn from")]
    [InlineData("labels", "x.jsonl", "{\"text\": \"one\", \"labels\": []}\n", "no row has a label: there is nothing to learn")]
    [InlineData("tag", "x.conll", "\n\n", "there are no rows: there is nothing to learn from")]
    [InlineData("tag", "x.conll", "Ana\tO\n\nsang\tO\n", "no row has an entity: there is nothing to learn")]
    [InlineData("tag", "x.jsonl", "{\"text\": \"\", \"entities\": []}\n", "no row has a word: there is nothing to learn from")]
    [InlineData("tag", "x.jsonl", "{\"text\": \"Ana\", \"entities\": []}\n", "no row has an entity: there is nothing to learn")]
    [InlineData(
        "tag", "x.jsonl", "{\"text\": \"a b\", \"entities\": [{\"start\": 1, \"length\": 1, \"type\": \"X\"}]}\n", "no row has an entity: there is nothing to learn")]
    [InlineData("summarize", "x.jsonl", "", "there are no rows: there is nothing to learn from")]
    [InlineData(
        "summarize", "x.jsonl", "{\"sentences\": [\"A b.\", \"C d.\"], \"summary\": \"...\"}\n",
        "no row has a sentence and a summary with a word in it: there is nothing to learn")]
    [InlineData(
        "summarize", "x.jsonl", "{\"sentences\": [\"A b.\"], \"labels\": [0]}\n",
        "no row has a sentence and a summary with a word in it: there is nothing to learn")]
    [InlineData(
        "summarize", "x.jsonl", "{\"sentences\": [\"A b.\", \"C d.\"], \"labels\": [1, 0]}\n\n{\"sentences\": [\"A b.\"]}\n",
        "the row of line 3 has sentences but no \"labels\"; expected them in every row, where no row has a summary")]
    public void What_training_refuses_is_a_fault(string task, string name, string content, string fault)
    {
        string data = _folder.Write(name, content);

        Run check = Run.Cmem("check", "--data", data, "--task", task);
        Run train = Run.Cmem("train", task, "--data", data, "--model", _folder["model.zip"]);

        Assert.Equal(1, check.ExitCode);
        Assert.Contains($"{data}: rows: {fault}.", check.OutputLines);
        Assert.Equal(1, train.ExitCode);
        Assert.False(File.Exists(_folder["model.zip"]));
    }

    [Fact]
    public void Lines_that_cannot_be_read_are_all_named_with_their_numbers()
    {
        string tsv = _folder.Write("x.tsv", "a\tone\nno tab\nb\ttwo\n\tthree\n");
        string labels = _folder.Write("x.jsonl", "{\"text\": \"one\", \"labels\": [\"a\"]}\n\n{\"text\": 1}\n{\"text\": \"two\", \"labels\": [\" \"]}\n");

        Assert.Equal(
            [
                $"{tsv}:2: line: there is no tab; expected label<TAB>text.",
                $"{tsv}:4: line: the label is empty; expected label<TAB>text.",
            ],
            Run.Cmem("check", "--data", tsv).OutputLines.Take(2));
        Assert.Equal(
            [$"{labels}:3: line: \"text\" is not a string.", $"{labels}:4: line: a label is empty."],
            Run.Cmem("check", "--data", labels).OutputLines.Take(2));
    }

    [Fact]
    public void What_was_found_before_bytes_that_cannot_be_read_is_told()
    {
        string data = _folder.Write("x.tsv", [.. "a\tone\nb\tone\n"u8, 0xE9, (byte)'\n']);

        Run run = Run.Cmem("check", "--data", data);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(
            [
                $"{data}:2: text: warning: the same text is in line 1, with other labels.",
                $"{data}:3: the bytes are not UTF-8: save the file in that encoding.",
                "2 rows, 2 tokens.",
            ],
            run.OutputLines.Take(3));
        Assert.Contains("1 faults, 1 warnings.", run.OutputLines);
    }

    [Fact]
    public void Labels_that_look_alike_and_labels_of_one_row_are_warned_of()
    {
        string data = _folder.Write("x.tsv", "a\t1\na \t2\nA\t3\nb  c\t4\nB c\t5\n1\t6\n1.0\t7\n1e0\t8\nd\t9\nd\t10\ne\t11\n");

        string[] lines = Run.Succeeds("check", "--data", data).OutputLines;

        const string Alike = "are different labels, though they differ only in space, case, Unicode form or the way a number is written.";
        Assert.Equal(
            [
                $"{data}:8: label: warning: '1' (line 6), '1.0' (line 7) and '1e0' (line 8) {Alike}",
                $"{data}:3: label: warning: 'a' (line 1), 'a ' (line 2) and 'A' (line 3) {Alike}",
                $"{data}:5: label: warning: 'b  c' (line 4) and 'B c' (line 5) {Alike}",
            ],
            lines.Take(3).Order(StringComparer.Ordinal).OrderByDescending(line => line.Contains(":8:", StringComparison.Ordinal)));
        Assert.Contains($"{data}:11: label: warning: the label 'e' has one row only.", lines);
        Assert.DoesNotContain(lines, line => line.Contains("'d'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("caf\u00e9", "cafe\u0301")]
    [InlineData("caf\u00e9", "caf\u00e9\u200b")]
    [InlineData("soft", "so\u00adft")]
    [InlineData("\ufefflate", "late")]
    public void Labels_of_other_unicode_forms_are_one(string first, string second)
    {
        string data = _folder.Write("x.tsv", $"z\t1\n{first}\t2\n{second}\t3\n");

        string[] lines = Run.Succeeds("check", "--data", data).OutputLines;

        Assert.Equal(
            $"{data}:3: label: warning: the label '{first}' is written in another Unicode form than in line 2; both are taken for one label.",
            lines[0]);
        Assert.Contains($"Labels: {first} 2, z 1.", lines);
    }

    [Theory]
    [InlineData("\u212bngstr\u00f6m", "\u00e5ngstr\u00f6m")]
    [InlineData("two words", "two\u00a0words")]
    [InlineData("007", "7.0")]
    public void Labels_of_other_spellings_look_alike(string first, string second)
    {
        string data = _folder.Write("x.tsv", $"z\t1\n{first}\t2\n{second}\t3\n");

        Assert.Equal(
            $"{data}:3: label: warning: '{first}' (line 2) and '{second}' (line 3) are different labels, though they differ only in space, case, " +
            "Unicode form or the way a number is written.",
            Run.Succeeds("check", "--data", data).OutputLines[0]);
    }

    [Theory]
    [InlineData("1", "2")]
    [InlineData("a.b", "ab")]
    [InlineData("resume", "r\u00e9sum\u00e9")]
    [InlineData("10000000000000000001", "10000000000000000002")]
    public void Labels_that_differ_are_no_cause_for_a_warning(string first, string second) => Assert.DoesNotContain(
        Run.Succeeds("check", "--data", _folder.Write("x.tsv", $"{first}\t1\n{second}\t2\n")).OutputLines,
        line => line.Contains("different labels", StringComparison.Ordinal));

    [Fact]
    public void Canonically_equivalent_texts_are_the_same_text()
    {
        string data = _folder.Write("x.tsv", "a\tcr\u00e8me\nb\tcre\u0300me\n");
        string test = _folder.Write("y.tsv", "a\tcre\u0300\u200bme\nb\tcream\n");

        string[] lines = Run.Succeeds("check", "--data", data, "--against", test).OutputLines;

        Assert.Contains($"{data}:2: text: warning: the same text is in line 1, with other labels.", lines);
        Assert.Contains($"{data}:1: text: warning: the same text is in {test}:1.", lines);
        Assert.Contains("0 faults, 4 warnings.", lines);
    }

    [Theory]
    [InlineData("label\ttext\n", true)]
    [InlineData("Category\tid\tMessage\n", true)]
    [InlineData("text\tlabel\n", true)]
    [InlineData("title\tThe title of the book is lost\n", false)]
    [InlineData("spam\ttext\n", false)]
    public void A_first_line_that_looks_like_a_header_is_warned_of(string first, bool isHeader)
    {
        string data = _folder.Write("x.tsv", $"{first}a\tone\nb\ttwo\n");

        string warning = Run.Succeeds("check", "--data", data).OutputLines[0];

        Assert.Equal(isHeader, warning.StartsWith($"{data}:1: line: warning: ", StringComparison.Ordinal));
        Assert.Equal(isHeader, warning.EndsWith("look like the names of columns; a .tsv file has no header: delete the line.", StringComparison.Ordinal));
    }

    [Fact]
    public void A_carriage_return_within_a_line_is_warned_of()
    {
        string tsv = _folder.Write("x.tsv", "a\tone\rb\ttwo\r\nb\tthree\r\n");
        string conll = _folder.Write("x.conll", "Ana\tB-PER\rsang\tO\n");

        const string Warning = ":1: line: warning: a carriage return stands within the line; lines end with LF or CRLF.";
        Assert.Equal(tsv + Warning, Run.Succeeds("check", "--data", tsv).OutputLines[0]);
        Assert.Equal(conll + Warning, Run.Cmem("check", "--data", conll).OutputLines[0]);
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
    public void A_column_of_a_csv_file_that_is_named_twice_is_warned_of()
    {
        string data = _folder.Write("x.csv", "label,text, Text ,id,ID\na,one,1,2,3\na,two,1,2,3\nb,three,1,2,3\nb,four,1,2,3\n");

        Assert.Equal(
            [
                $"{data}:1: header: warning: the column 'text' is named 2 times; the first of them is read.",
                $"{data}:1: header: warning: the column 'id' is named 2 times; the first of them is read.",
            ],
            Run.Succeeds("check", "--data", data).OutputLines.Take(2));
    }

    [Theory]
    [InlineData("", "'{0}' has no rows: there is nothing to learn from.")]
    [InlineData("\n\n", "'{0}' has no rows: there is nothing to learn from.")]
    [InlineData("\n[]\n", "{0}:2: the line is not a JSON object: mend it, or say what the rows are for with --task.")]
    [InlineData("{\"text\": [[\n", "{0}:1: the line is not a JSON object: mend it, or say what the rows are for with --task.")]
    public void A_first_line_that_tells_nothing_is_refused(string content, string message) => Assert.Equal(
        string.Format(null, message, _folder["x.jsonl"]),
        Run.Fails("check", "--data", _folder.Write("x.jsonl", content)));

    [Fact]
    public void Faults_of_rows_are_to_be_mended_before_what_they_leave_is_judged() => Assert.DoesNotContain(
        Run.Cmem("check", "--data", _folder.Write("x.tsv", "a\tone\nb two\n")).OutputLines,
        line => line.Contains(": rows: ", StringComparison.Ordinal));

    [Fact]
    public void Lines_of_no_known_task_are_refused() => Assert.Equal(
        $"{_folder["x.jsonl"]}:1: there is neither \"label\" (to classify) nor \"labels\" (any number of them) nor \"entities\" (to tag) " +
        "nor \"summary\" (to summarize) in the line: say what the rows are for with --task.",
        Run.Fails("check", "--data", _folder.Write("x.jsonl", "{}")));
}
