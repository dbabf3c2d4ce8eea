using System.Text;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Cli.Tests.Support;

namespace ContextMemory.MLNet.Cli.Tests.Data;

public sealed class ByteRangeTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.txt", "one\ntwo\n")]
    [InlineData("a.txt", "one\n\n\ntwo")]
    [InlineData("a.txt", "\n\n")]
    [InlineData("a.txt", "\ufeffone\r\n\ufefftwo\r\n\r\nthree\rfour\r\n")]
    [InlineData("a.tsv", "a\tone\nb\ttwo\tthree\nc\t\n")]
    [InlineData("a.jsonl", "{\"text\":\"one\"}\n \n{\"text\":\"two\"}\n\n{\"text\":\"thrée\"}")]
    public void Every_cut_gives_each_row_once(string name, string content)
    {
        string path = _folder.Write(name, content);
        string[] whole = Texts(path);
        int length = Encoding.UTF8.GetByteCount(content);

        for (int first = 0; first <= length; first++)
        {
            for (int second = first; second <= length; second++)
            {
                string[] cut = [.. Texts(Piece(path, 0, first)), .. Texts(Piece(path, first, second)), .. Texts(Piece(path, second, length))];
                Assert.Equal(whole, cut);
            }
        }
    }

    [Fact]
    public void A_table_with_tabs_has_its_header_in_every_range()
    {
        string path = _folder.Write("a.txt", "id\tbody\n1\tone\n\n2\t\"two\n3\tthree\n");
        var options = new ReadingOptions { TextColumn = "body", Kept = KeptColumns.All };
        int length = (int)InputFile.SizeOf(path);

        for (int cut = 0; cut <= length; cut++)
        {
            LabeledRow[] rows = [.. DataFile.Unlabeled(Piece(path, 0, cut), options), .. DataFile.Unlabeled(Piece(path, cut, length), options)];
            Assert.Equal(["one", "\"two", "three"], rows.Select(row => row.Text));
            Assert.Equal(["1", "2", "3"], rows.Select(row => row.Kept.Single().Text));
        }
    }

    [Fact]
    public void A_fault_is_told_by_the_line_of_the_file()
    {
        string path = _folder.Write("a.jsonl", [.. "{\"text\":\"one\"}\n\n{\"text\":\"two\"}\n{\"text\":2}\n{\"text\":\""u8, 0xFF, .. "\"}\n"u8]);
        string bad = _folder["bad.jsonl"];

        Assert.StartsWith(
            $"{path}:4: \"text\" is not a string",
            Assert.Throws<FailureException>(() => Texts(Piece(path, 20, InputFile.SizeOf(path)))).Message,
            StringComparison.Ordinal);
        using (var badRows = new BadRows(bad))
        {
            Assert.Empty(DataFile.Unlabeled(Piece(path, 20, InputFile.SizeOf(path)), new ReadingOptions { BadRows = badRows }));
            badRows.Report(TextWriter.Null);
        }

        string[] rows = File.ReadAllLines(bad);
        Assert.Contains("\"line\":4,\"reason\":\"\\\"text\\\" is not a string", rows[0], StringComparison.Ordinal);
        Assert.Contains("\"line\":5,\"reason\":\"the bytes are not UTF-8: save the file in that encoding.\"", rows[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_that_is_not_UTF_8_is_told_by_the_line_of_the_file()
    {
        string path = _folder.Write("a.txt", [.. "one\ntwo\n"u8, 0xFF, .. "\n"u8]);

        Assert.Equal(
            $"{path}:3: the bytes are not UTF-8: save the file in that encoding.",
            Assert.Throws<FailureException>(() => Texts(Piece(path, 4, 10))).Message);
    }

    private static InputPiece Piece(string path, long start, long end) => new(path) { Start = start, End = end };

    private static string[] Texts(InputPiece piece) => [.. DataFile.Unlabeled(piece).Select(row => row.Text)];
}
