using ContextMemory.MLNet.Cli.Checks;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Tests.Support;

namespace ContextMemory.MLNet.Cli.Tests.Checks;

public sealed class TagCheckTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Sentences_end_at_empty_lines_and_documents()
    {
        CheckedRow[] rows = Read("Ana\tB-PER\nKiss\tI-PER\nsang\tO\n\n\nRome\tB-LOC\n-DOCSTART-\tO\nBob\tB-PER\n \nAna\tB-PER\nLee\tB-PER");
        Assert.Equal(
            [(1L, "Ana Kiss sang", 3, "PER"), (6L, "Rome", 1, "LOC"), (8L, "Bob", 1, "PER"), (10L, "Ana Lee", 2, "PER,PER")],
            rows.Select(row => (row.Place, row.Text, row.Tokens, string.Join(',', row.Labels))));
        Assert.Empty(rows.SelectMany(row => row.Remarks));
    }

    [Theory]
    [InlineData("O", "I-X", true)]
    [InlineData("O", "E-X", true)]
    [InlineData("B-Y", "I-X", true)]
    [InlineData("S-X", "E-X", true)]
    [InlineData("E-X", "I-X", true)]
    [InlineData("B-X", "I-X", false)]
    [InlineData("B-X", "E-X", false)]
    [InlineData("I-X", "E-X", false)]
    [InlineData("B-X", "B-X", false)]
    [InlineData("I-X", "O", false)]
    [InlineData("O", "S-X", false)]
    public void A_tag_that_goes_on_must_follow_one_of_its_entity(string previous, string tag, bool isOdd)
    {
        string[] expected = isOdd ? [$"'{tag}' follows '{previous}': no B-X began the entity"] : [];
        Assert.Equal(expected, Read($"a\t{previous}\nb\t{tag}\n")[0].Remarks.Where(remark => remark.Line == 2).Select(remark => remark.Message));
    }

    [Fact]
    public void An_entity_does_not_go_on_in_the_next_sentence() =>
        Assert.Equal("'I-X' follows 'O': no B-X began the entity", Assert.Single(Read("a\tB-X\n\nb\tI-X\n")[1].Remarks).Message);

    [Fact]
    public void A_faulty_line_is_a_token_without_entity_all_the_same()
    {
        CheckedRow row = Assert.Single(Read("Ana\tB-PER\nnonsense\nsang\tPER\n\tO\n"));
        Assert.Equal((4, "PER"), (row.Tokens, Assert.Single(row.Labels)));
        Assert.Equal([(2L, "tag", true), (3L, "tag", true), (4L, "token", false)], row.Remarks.Select(remark => (remark.Line, remark.Column, remark.IsFault)));
    }

    [Fact]
    public void A_compressed_file_is_read_with_its_line_numbers()
    {
        CheckedRow row = Assert.Single(ReadFile(_folder.WriteGzip("a.conll.gz", "\n\nAna\tB-PER\n")));
        Assert.Equal((3L, "Ana"), (row.Place, row.Text));
    }

    private CheckedRow[] Read(string content) => ReadFile(_folder.Write("a.conll", content));

    private static CheckedRow[] ReadFile(string path) =>
        [.. Assert.IsType<TagCheck>(RowCheck.Of(path, CheckedTask.Tag, ReadingOptions.Default, offsets: null)).Read(path)];
}
