using ContextMemory.MLNet;
using Microsoft.ML;
using Transforms.Tests.Support;

namespace Transforms.Tests.Pipelines;

/// <summary>Files of entities and what is said of their faults.</summary>
public sealed class EntityFileTests : IDisposable
{
    private readonly MLContext _context = new(1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void SentencesOfAConllFileAreRowsOfSeveral()
    {
        string path = _folder.Write("data.conll", ["Ana B-PER", "sang O", "", "", "In x O", "Rome\ty z\tB-LOC", "", "-DOCSTART- -X- O", "", "End O"]);

        Assert.Equal(
            ["Ana/B-PER sang/O", "In/O Rome/B-LOC", "End/O"],
            Rows(_context.ContextMemory().LoadEntitiesFromConll(path, sentencesPerRow: 1)));
        Assert.Equal(
            ["Ana/B-PER sang/O \n/O In/O Rome/B-LOC", "End/O"],
            Rows(_context.ContextMemory().LoadEntitiesFromConll(path)));
    }

    [Theory]
    [InlineData("lonely", "there is one column only: expected token<TAB>tag, found 'lonely'.")]
    [InlineData("Ana\tPER", "'PER' is no tag: expected O, or B-, I-, E-, S- (also L-, U-) and a type, found 'Ana<TAB>PER'.")]
    public void AFaultyLineOfAConllFileIsNamed(string line, string message)
    {
        string path = _folder.Write("data.conll", ["a O", line]);

        var fault = Assert.Throws<EntityDataException>(() => Rows(_context.ContextMemory().LoadEntitiesFromConll(path)));

        Assert.Equal($"{path}:2: {message}", fault.Message);
        Assert.Equal(2, fault.Line);
    }

    [Fact]
    public void JsonlHasTextAndEntities()
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
    [InlineData("""{"text": "a", "entities": [{"start": 0, "length": 1}]}""", "an entity has no string \"type\"")]
    public void AFaultyLineOfAJsonlFileIsNamed(string line, string fault)
    {
        string path = _folder.Write("data.jsonl", [line]);

        var exception = Assert.Throws<EntityDataException>(() => Rows<AnnotatedDocument>(_context.ContextMemory().LoadEntitiesFromJsonl(path)));

        Assert.StartsWith($"{path}:1: {fault}: expected {{\"text\": ", exception.Message);
    }

    [Fact]
    public void AMissingFileIsNamed()
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
