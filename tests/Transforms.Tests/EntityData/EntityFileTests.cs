using System.Text;
using ContextMemory.MLNet;
using Microsoft.ML;
using Transforms.Tests.Support;

namespace Transforms.Tests.EntityData;

/// <summary>Files of entities and what is said of their faults.</summary>
public sealed class EntityFileTests : IDisposable
{
    private readonly MLContext _context = new(1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Sentences_of_a_CoNLL_file_are_rows_of_several_tokens()
    {
        string path = _folder.Write("data.conll", ["Ana B-PER", "sang O", "", "", "In x O", "Rome\ty z\tB-LOC", "", "-DOCSTART- -X- O", "", "End O"]);

        Assert.Equal(
            ["Ana/B-PER sang/O", "In/O Rome/B-LOC", "End/O"],
            Rows(_context.ContextMemory().LoadEntitiesFromConll(path, sentencesPerRow: 1)));
        Assert.Equal(
            ["Ana/B-PER sang/O \n/O In/O Rome/B-LOC", "End/O"],
            Rows(_context.ContextMemory().LoadEntitiesFromConll(path)));
    }

    [Fact]
    public void Rows_can_be_enumerated_again_and_faulty_ones_be_left_out()
    {
        string conll = _folder.Write("data.conll", ["Ana B-PER", "", "nonsense", "b O", "", "Rome B-LOC"]);
        string jsonl = _folder.Write("data.jsonl", ["""{"body": "Ana", "marks": [{"start": 0, "end": 3, "type": "PER"}]}""", "{}"]);
        var skipped = new List<string>();
        var options = new EntityFileOptions
        {
            SentencesPerRow = 1,
            TextMember = "body",
            EntitiesMember = "marks",
            Skip = (fault, lines) => skipped.Add($"{fault.Line} {fault.Fault}; {fault.Expected}: {lines}"),
        };
        IEnumerable<TaggedTokens> sentences = EntityFile.ReadConll(conll, options);

        Assert.Equal(["Ana", "Rome"], sentences.Select(row => row.Tokens.Single()));
        Assert.Equal(["Ana", "Rome"], sentences.Select(row => row.Tokens.Single()));
        Assert.Equal(Enumerable.Repeat("3 there is one column only; token<TAB>tag: nonsense\nb O", 2), skipped);
        Assert.Equal([new EntitySpan(0, 3, "PER")], EntityFile.ReadJsonl(jsonl, options).Single().ToList());
        Assert.StartsWith("2 there is no string \"body\"", skipped[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_single_line_is_read_as_those_of_a_file_are()
    {
        var options = new EntityFileOptions { Offsets = OffsetUnit.CodePoints };
        const string Line = """{"text": "\ud83d\ude42 Ana", "entities": [{"start": 2, "length": 3, "type": "PER"}]}""";

        Assert.Equal([new EntitySpan(3, 3, "PER")], EntityFile.ParseJsonl(Line, "here", 7, options)!.ToList());
        Assert.Null(EntityFile.ParseJsonl(" ", "here", 7));
        Assert.StartsWith("here:7: ", Assert.Throws<EntityDataException>(() => EntityFile.ParseJsonl("{", "here", 7)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_that_is_wrong_with_the_options_of_a_file_is_said_at_once()
    {
        var options = new EntityFileOptions { SentencesPerRow = 0, TokenColumn = 2, TagColumn = 2, TextMember = "" };

        string message = Assert.Throws<ArgumentException>(() => EntityFile.ReadConll("any", options)).Message;

        Assert.All(["SentencesPerRow is 0", "TagColumn is 2", "TextMember is null or empty"], fault => Assert.Contains(fault, message, StringComparison.Ordinal));
        Assert.Throws<ArgumentException>(() => new ConllColumns("any", tagColumn: 0));
    }

    [Fact]
    public void Columns_go_on_behind_a_faulty_line()
    {
        var columns = new ConllColumns("here", tokenColumn: 2);

        Assert.True(columns.IsComment("# a comment"));
        Assert.Equal(
            "here:1: there is one column only: expected token<TAB>tag, found 'Ana'.",
            Assert.Throws<EntityDataException>(() => columns.Read(1, "Ana")).Message);
        Assert.Equal(("Ana", "B-PER"), columns.Read(2, "1\tAna\tB-PER"));
        columns.EndSentence();
    }

    [Theory]
    [InlineData("lonely", "there is one column only: expected token<TAB>tag, found 'lonely'.")]
    [InlineData(
        "#\tx",
        "'x' is no tag: expected O, or B-, I-, E-, S- (also L-, U-) and a type; if the line is a comment, to be told which columns hold token and tag " +
        "(tokenColumn and tagColumn; of cmem --text-column and --label-column), found '#<TAB>x'.")]
    [InlineData("Ana\tPER", "'PER' is no tag: expected O, or B-, I-, E-, S- (also L-, U-) and a type, found 'Ana<TAB>PER'.")]
    public void A_faulty_line_of_a_CoNLL_file_is_named(string line, string message)
    {
        string path = _folder.Write("data.conll", ["a O", line]);

        var fault = Assert.Throws<EntityDataException>(() => Rows(_context.ContextMemory().LoadEntitiesFromConll(path)));

        Assert.Equal($"{path}:2: {message}", fault.Message);
        Assert.Equal(2, fault.Line);
    }

    [Fact]
    public void A_first_column_of_numbers_and_tags_in_two_columns_are_not_guessed_at()
    {
        string counted = _folder.Write("counted.conll", ["7 B-LOC", "", "1\tAna\tB-PER", "2\tsang\tO", "", "1\tRome\tB-LOC"]);
        string nested = _folder.Write("nested.conll", ["Bank B-ORG O", "of O O", "", "New B-LOC O", "York I-LOC B-ORG"]);

        Assert.Equal(
            $"{counted}:4: the first column counts the tokens of the sentence: expected to be told which columns hold token and tag " +
            "(tokenColumn and tagColumn; of cmem --text-column and --label-column), found '2<TAB>sang<TAB>O'.",
            Assert.Throws<EntityDataException>(() => Rows(_context.ContextMemory().LoadEntitiesFromConll(counted))).Message);
        Assert.Equal(
            $"{nested}:5: columns 2 and 3 both hold tags of the type 'ORG': expected to be told which columns hold token and tag " +
            "(tokenColumn and tagColumn; of cmem --text-column and --label-column), found 'York I-LOC B-ORG'.",
            Assert.Throws<EntityDataException>(() => Rows(_context.ContextMemory().LoadEntitiesFromConll(nested))).Message);
    }

    [Fact]
    public void Columns_of_token_and_tag_can_be_named()
    {
        string path = _folder.Write(
            "data.conll", ["#\tfrom a paper", "1\tNew\tB-LOC\tB-ORG", "2\tYork\tI-LOC\tO", "", "# x", "1\t#\tO\tO", "2\tAna\tB-PER\tO"]);

        Assert.Equal(
            ["New/B-LOC York/I-LOC", "#/O Ana/B-PER"],
            Rows(_context.ContextMemory().LoadEntitiesFromConll(path, sentencesPerRow: 1, tokenColumn: 2, tagColumn: 3)));
        Assert.Equal(
            ["New/B-ORG York/O", "#/O Ana/O"],
            Rows(_context.ContextMemory().LoadEntitiesFromConll(path, sentencesPerRow: 1, tokenColumn: 2, tagColumn: 4)));
        Assert.StartsWith(
            $"{path}:2: there are 4 columns only: expected 5 columns, found ",
            Assert.Throws<EntityDataException>(
                () => Rows(_context.ContextMemory().LoadEntitiesFromConll(path, tokenColumn: 2, tagColumn: 5))).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.ContextMemory().LoadEntitiesFromConll(path, tokenColumn: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.ContextMemory().LoadEntitiesFromConll(path, tagColumn: 1));
    }

    [Theory]
    [InlineData("1 CD O\n1 CD O")]
    [InlineData("1 O\n2 O")]
    [InlineData("2 CD O\n3 CD O")]
    [InlineData("1 CD O\n2 CD O\ngoals NN O")]
    [InlineData("EU NNP B-NP B-ORG\nrejects VBZ B-VP O\nthe DT B-NP O\nBritish JJ I-NP B-MISC")]
    public void Numbers_and_chunks_are_read_as_they_are(string sentence)
    {
        string[] lines = sentence.Split('\n');
        string path = _folder.Write("data.conll", lines);

        Assert.Equal(
            [string.Join(' ', lines.Select(line => $"{line.Split(' ')[0]}/{line.Split(' ')[^1]}"))],
            Rows(_context.ContextMemory().LoadEntitiesFromConll(path)));
    }

    [Fact]
    public void Jsonl_has_text_and_entities()
    {
        string path = _folder.Write(
            "data.jsonl",
            [
                """{"text": "call Ana", "entities": [{"start": 5, "length": 3, "type": "PER"}]}""",
                "",
                """{"id": 7, "text": "in Rome", "spans": [{"start": 3, "end": 7, "label": "LOC"}]}""",
                """{"text": "nothing", "entities": []}""",
            ]);

        AnnotatedDocument[] rows =
            [.. _context.Data.CreateEnumerable<AnnotatedDocument>(_context.ContextMemory().LoadEntitiesFromJsonl(path), reuseRowObject: false)];

        Assert.Equal(["call Ana", "in Rome", "nothing"], rows.Select(row => row.Text));
        Assert.Equal((5, 3, "PER"), (rows[0].Starts[0], rows[0].Lengths[0], rows[0].Types[0]));
        Assert.Equal((3, 4, "LOC"), (rows[1].Starts[0], rows[1].Lengths[0], rows[1].Types[0]));
        Assert.Empty(rows[2].Starts);
    }

    [Fact]
    public void Offsets_may_count_code_points()
    {
        string path = _folder.Write(
            "data.jsonl",
            [
                """{"text": "🙂 Ana 🙂 in Rome", "entities": [{"start": 2, "length": 3, "type": "PER"}, {"start": 11, "end": 15, "type": "LOC"}]}""",
                """{"text": "🙂a", "entities": [{"start": 0, "length": 3, "type": "X"}]}""",
            ]);

        IDataView data = _context.ContextMemory().LoadEntitiesFromJsonl(path, OffsetUnit.CodePoints);

        AnnotatedDocument row = _context.Data.CreateEnumerable<AnnotatedDocument>(data, reuseRowObject: false).First();
        Assert.Equal(["Ana", "Rome"], row.Starts.Zip(row.Lengths, row.Text.Substring));
        var fault = Assert.Throws<EntityDataException>(() => Rows<AnnotatedDocument>(data));
        Assert.StartsWith($"{path}:2: the entity at 0 of length 3 is not within the text's 2 code points: expected ", fault.Message);
        Assert.Throws<ArgumentOutOfRangeException>("offsets", () => _context.ContextMemory().LoadEntitiesFromJsonl(path, (OffsetUnit)2));
    }

    [Theory]
    [InlineData("[]", "the line is not a JSON object")]
    [InlineData("{", "malformed JSON after byte 1")]
    [InlineData("{\"text\": \"cut \\ud83d\", \"entities\": []}", "a text has half of a surrogate pair")]
    [InlineData("""{"entities": []}""", "there is no string \"text\"")]
    [InlineData("""{"text": "a"}""", "there is no array \"entities\"")]
    [InlineData("""{"text": "a", "entities": [1]}""", "an entity is not a JSON object")]
    [InlineData("""{"text": "a", "entities": [{"length": 1}]}""", "an entity has no \"start\"")]
    [InlineData("""{"text": "a", "entities": [{"start": 0}]}""", "an entity has no \"length\"")]
    [InlineData("""{"text": "a", "entities": [{"start": 0.5, "length": 1}]}""", "the \"start\" of an entity is no whole number")]
    [InlineData("""{"text": "a", "entities": [{"start": 0, "length": 1}]}""", "an entity has no \"type\"")]
    [InlineData("""{"text": "a", "entities": [{"start": 0, "length": 1, "type": ["X"]}]}""", "an entity has no \"type\"")]
    [InlineData(
        """{"text": "Anna is", "entities": [{"start": 0, "length": 4, "end": 7, "type": "X"}]}""",
        "an entity's \"length\" 4 from \"start\" 0 contradicts its \"end\" 7")]
    [InlineData(
        """{"text": "Anna is", "entities": [{"start": 2147483647, "length": 2147483647, "end": -2, "type": "X"}]}""",
        "an entity's \"length\" 2147483647 from \"start\" 2147483647 contradicts its \"end\" -2")]
    [InlineData("""{"text": "a", "entities": [{"start": 0, "length": 1, "type": "X", "label": "Y"}]}""", "an entity's \"type\" 'X' contradicts its \"label\" 'Y'")]
    [InlineData("""{"text": "a", "entities": [], "spans": []}""", "several of entities, spans, label are arrays")]
    [InlineData("""{"text": "a", "text": "b", "entities": []}""", "a member is named twice")]
    public void A_faulty_line_of_a_jsonl_file_is_named(string line, string fault)
    {
        string path = _folder.Write("data.jsonl", [line]);

        var exception = Assert.Throws<EntityDataException>(() => Rows<AnnotatedDocument>(_context.ContextMemory().LoadEntitiesFromJsonl(path)));

        Assert.StartsWith($"{path}:1: {fault}: expected {{\"text\": ", exception.Message);
    }

    [Fact]
    public void Members_that_agree_may_both_be_given()
    {
        string path = _folder.Write(
            "data.jsonl",
            [
                """{"text": "call Ana", "label": "phone", "entities": [{"start": 5, "length": 3, "end": 8, "type": 7, "label": "7"}]}""",
                """{"text": "no", "entities": null, "spans": [{"start": 0, "length": null, "end": 2, "type": null, "label": true}]}""",
            ]);

        AnnotatedDocument[] rows = Rows<AnnotatedDocument>(_context.ContextMemory().LoadEntitiesFromJsonl(path));

        Assert.Equal((5, 3, "7"), (rows[0].Starts[0], rows[0].Lengths[0], rows[0].Types[0]));
        Assert.Equal((0, 2, "true"), (rows[1].Starts[0], rows[1].Lengths[0], rows[1].Types[0]));
    }

    [Theory]
    [InlineData(new byte[] { 0xE9 }, 2, "the bytes are not UTF-8: save the file in that encoding")]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x61, 0x00 }, 1, "the file is UTF-16: save it as UTF-8")]
    [InlineData(new byte[] { 0x61, 0x00 }, 2, "there is a NUL byte, as in UTF-16 and in binary files: save the file as text in UTF-8")]
    public void Both_loaders_refuse_what_is_not_UTF8(byte[] bytes, int line, string fault)
    {
        byte[] Behind(string first) => line == 1 ? bytes : [.. Encoding.UTF8.GetBytes(first), .. bytes];
        string conll = _folder["data.conll"];
        string jsonl = _folder["data.jsonl"];
        File.WriteAllBytes(conll, Behind("a O\n"));
        File.WriteAllBytes(jsonl, Behind("{\"text\": \"a\", \"entities\": []}\n"));

        var ofConll = Assert.Throws<EntityDataException>(() => Rows(_context.ContextMemory().LoadEntitiesFromConll(conll)));
        var ofJsonl = Assert.Throws<EntityDataException>(
            () => Rows<AnnotatedDocument>(_context.ContextMemory().LoadEntitiesFromJsonl(jsonl)));

        Assert.Equal(($"{conll}:{line}: {fault}.", line, fault), (ofConll.Message, ofConll.Line, ofConll.Fault));
        Assert.Equal(($"{jsonl}:{line}: {fault}.", line, fault), (ofJsonl.Message, ofJsonl.Line, ofJsonl.Fault));
    }

    [Fact]
    public void A_carriage_return_alone_is_part_of_the_line()
    {
        string path = _folder["data.conll"];
        File.WriteAllText(path, "Ana\rB\tB-PER\r\nsang\tO\r\n");

        Assert.Equal(["Ana\rB/B-PER sang/O"], Rows(_context.ContextMemory().LoadEntitiesFromConll(path)));
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        string path = _folder["none.conll"];

        Assert.Equal(
            $"Cannot read '{path}': there is no such file.",
            Assert.Throws<FileNotFoundException>(() => _context.ContextMemory().LoadEntitiesFromConll(path)).Message);
    }

    private string[] Rows(IDataView data) =>
        [.. Rows<TaggedTokens>(data).Select(row => string.Join(' ', row.Tokens.Zip(row.Tags, (token, tag) => $"{token}/{tag}")))];

    private TRow[] Rows<TRow>(IDataView data)
        where TRow : class, new() =>
        [.. _context.Data.CreateEnumerable<TRow>(data, reuseRowObject: false)];
}
