using System.Globalization;
using System.Text;
using ContextMemory.MLNet.Text.Files;
using ContextMemory.MLNet.Text.WordVectors;

namespace ContextMemory.MLNet.Tests.Text.WordVectors;

public sealed class WordVectorFileTests : IDisposable
{
    private const string NotText =
        ": the file is not text in UTF-8: expected a word and its numbers a line. Save binary models (.bin) as text, and unpack archives other than .gz.";

    private const string NoGzip =
        ": the file is not compressed as its name says, or damaged: compress it anew, or name it as what it is.";

    private readonly VectorFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("the 0.5 -1\nof 2e-1 +3\n")]
    [InlineData("the 0.5 -1\nof .2 3")]
    [InlineData("2 2\nthe 0.5 -1 \nof 0.2 3 \n")]
    [InlineData("\uFEFFthe 0.5 -1\r\nof 0.2 3\r\n")]
    [InlineData("\uFEFF2 2\r\nthe 0.5 -1\r\nof 0.2 3\r\n")]
    [InlineData("the\t0.5 -1\nof\t0.2\t3\n")]
    public void Every_format_of_text_is_read(string text)
    {
        string[] expected = ["the 0.5 -1", "of 0.2 3"];
        Assert.Equal(expected, Read(_files.Write(text)));
        Assert.Equal(expected, Read(_files.Write(VectorFiles.Gzip(text), "vectors.vec.gz")));
    }

    [Fact]
    public void Words_may_be_numbers_marks_or_have_spaces() => Assert.Equal(
        [", 1 2 3", "7 4 5 6", "a@b c 1 2 3", ". . . 1 2 3", " 1 2 3", "new\u00A0york 1 2 3"],
        Read(_files.Write(", 1 2 3\n7 4 5 6\na@b c 1 2 3\n. . . 1 2 3\n 1 2 3\nnew\u00A0york 1 2 3\n")));

    [Fact]
    public void Files_longer_than_the_buffer_are_read_whole()
    {
        string[] lines = [.. Enumerable.Range(0, 60_000).Select(i => $"word{i} {i} 0.25 {-i}")];
        string text = string.Join('\n', lines);
        Assert.True(text.Length > 1 << 20);
        Assert.Equal(lines, Read(_files.Write(text)));
    }

    [Theory]
    [InlineData("", ": the file is empty: expected a word and its numbers a line.")]
    [InlineData("hello\n", ":1: there are no numbers: expected a word and its numbers with spaces between, found 'hello'.")]
    [InlineData("\nthe 1 2\n", ":1: there are no numbers: expected a word and its numbers with spaces between, found ''.")]
    [InlineData("cat\tthey meow\n", ":1: column 2 is not a finite number: expected one such as 0.25, found 'they'.")]
    [InlineData("the 1 2\nof 1\n", ":2: wrong number of columns: expected a word and 2 numbers, found a word and 1.")]
    [InlineData("the 1 2\nof\n", ":2: wrong number of columns: expected a word and 2 numbers, found a word and 0.")]
    [InlineData("the 1 2\nof 1 2 3\n", ":2: wrong number of columns: expected a word and 2 numbers, found a word and 3.")]
    [InlineData("the 1 2\n\nof 1 2\n", ":2: wrong number of columns: expected a word and 2 numbers, found an empty line.")]
    [InlineData("2 3\nthe 1 2\nof 1 2\n", ":2: wrong number of columns: expected a word and 3 numbers, found a word and 2.")]
    [InlineData("the 1 2\nof 1 2,5\n", ":2: column 3 is not a finite number: expected one such as 0.25, found '2,5'.")]
    [InlineData("the 1 2\nof NaN 2\n", ":2: column 2 is not a finite number: expected one such as 0.25, found 'NaN'.")]
    [InlineData("the 1 2\nof 1 1e99\n", ":2: column 3 is not a finite number: expected one such as 0.25, found '1e99'.")]
    [InlineData("3 2\nthe 1 2\nof 1 2\n", ":3: the number of words is not that of the first line: expected 3, found 2.")]
    [InlineData("1 2\nthe 1 2\nof 1 2\n", ":3: the number of words is not that of the first line: expected 1, found 2.")]
    [InlineData("the 1 2\n\0\0\0\n", ":2" + NotText)]
    public void What_is_wrong_is_named(string text, string expected) => AssertFault(_files.Write(text), expected);

    [Fact]
    public void Binary_files_are_told_from_text()
    {
        byte[] word2vec = [.. "2 3\n</s> "u8, 0x9A, 0x99, 0x19, 0x3F, 0xCD, 0xCC, 0x4C, 0xBE, 0x9A, 0x99, 0x99, 0x3E, (byte)'\n'];
        byte[] fastText = [0xBA, 0x16, 0x4F, 0x2F, 12, 0, 0, 0, 100, 0, 0, 0];
        AssertFault(_files.Write(word2vec), $":2{NotText}");
        AssertFault(_files.Write(fastText), $":1{NotText}");
        AssertFault(_files.Write(VectorFiles.Gzip("the 1 2\n")), $":1{NotText}");
        AssertFault(_files.Write("PK\u0003\u0004\u0014\0\0\0"), $":1{NotText}");
    }

    [Fact]
    public void Damaged_and_wrongly_named_gzip_files_are_named()
    {
        string wrong = _files.Write("the 1 2\n", "wrong.gz");
        Assert.Equal($"{wrong}:1{NoGzip}", UnreadableText(wrong));
        byte[] whole = VectorFiles.Gzip("the 1 2\nof 3 4\n");
        whole[^5] ^= 1; // Of the checksum.
        string damaged = _files.Write(whole, "damaged.gz");
        Assert.Equal($"{damaged}:1{NoGzip}", UnreadableText(damaged));
    }

    [Fact]
    public void A_file_that_says_how_much_is_in_it_is_not_taken_for_whole_where_it_is_cut()
    {
        string text = "5000 2\n" + string.Join('\n', Enumerable.Range(0, 5_000).Select(i => $"word{i} {i * 7919 % 1013} 2"));
        byte[] compressed = VectorFiles.Gzip(text);
        string cut = _files.Write(compressed[..(compressed.Length / 2)], "cut.gz");
        Assert.StartsWith($"{cut}:", Assert.ThrowsAny<Exception>(() => Read(cut)).Message, StringComparison.Ordinal);
        AssertFault(_files.Write(text[..text.IndexOf("\nword4000 ", StringComparison.Ordinal)]),
            ":4001: the number of words is not that of the first line: expected 5000, found 4000.");
    }

    [Fact]
    public void A_line_without_end_is_refused()
    {
        string path = _files.Write("the 1 2\n" + new string('x', TextLines.LongestLine + 1));
        Assert.Equal(
            $"{path}:2: the line has more than 64 MB: check that the file is text with a row a line, and cut longer texts.", UnreadableText(path));
    }

    [Fact]
    public void A_missing_file_is_named_by_the_system() =>
        Assert.Throws<FileNotFoundException>(() => new WordVectorFile(Path.Combine(Path.GetTempPath(), "no such vectors.txt")));

    private static void AssertFault(string path, string expected) => Assert.Equal($"{path}{expected}", Fault(path));

    private static string UnreadableText(string path) => Assert.Throws<TextFileException>(() => Read(path)).Message;

    private static string Fault(string path) => Assert.Throws<InvalidDataException>(() => Read(path)).Message;

    private static List<string> Read(string path)
    {
        using var file = new WordVectorFile(path);
        var vector = new float[file.Dimension];
        var words = new List<string>();
        while (file.MoveNext())
        {
            file.CopyNumbers(vector);
            string numbers = string.Join(' ', vector.Select(number => number.ToString(CultureInfo.InvariantCulture)));
            words.Add($"{Encoding.UTF8.GetString(file.Word)} {numbers}");
        }

        Assert.Equal(words.Count, file.WordCount);
        return words;
    }
}
