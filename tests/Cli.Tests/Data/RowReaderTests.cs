using System.Text;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Cli.Tests.Support;

namespace ContextMemory.MLNet.Cli.Tests.Data;

public sealed class RowReaderTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Tsv_splits_at_the_first_tab_and_quotes_nothing()
    {
        string path = _folder.Write("a.tsv", "a\tsay \"hi\nb\tone\ttwo\t\nc\t\n d \t  spaces  \nd\tlast");

        Assert.Equal(
            [new("a", "say \"hi"), new("b", "one\ttwo\t"), new("c", ""), new(" d ", "  spaces  "), new("d", "last")],
            DataFile.Labeled(path));
    }

    [Theory]
    [InlineData("a.tsv")]
    [InlineData("a.TSV")]
    [InlineData("a.txt")]
    [InlineData("a")]
    public void Training_rows_in_other_files_are_tsv(string name) =>
        Assert.Equal([new("a", "x")], DataFile.Labeled(_folder.Write(name, "a\tx\n")));

    [Fact]
    public void A_byte_order_mark_and_carriage_returns_are_no_part_of_the_rows()
    {
        string path = _folder.Write("a.tsv", [0xEF, 0xBB, 0xBF, .. "a\tx\r\nb\ty\rz\r\n"u8]);

        Assert.Equal([new("a", "x"), new("b", "y\rz")], DataFile.Labeled(path));
    }

    [Fact]
    public void Gzip_is_read_compressed()
    {
        Assert.Equal([new("a", "x")], DataFile.Labeled(_folder.WriteGzip("a.tsv.gz", "a\tx\n")));
        Assert.Equal([new("a", "x")], DataFile.Labeled(_folder.WriteGzip("a.JSONL.GZ", """{"label":"a","text":"x"}""")));
    }

    [Fact]
    public void A_line_may_be_longer_than_any_buffer()
    {
        string text = string.Concat(Enumerable.Repeat("ünïcödé ", 100_000));
        string path = _folder.Write("a.tsv", $"a\t{text}\nb\ty\n");

        Assert.Equal([new("a", text), new("b", "y")], DataFile.Labeled(path));
    }

    [Fact]
    public void Csv_has_a_header_quotes_and_lines_within_quotes()
    {
        string path = _folder.Write("a.csv", "id, Text ,label\r\n1,\"one, \"\"two\"\"\r\nthree\",a\r\n2,plain,b\r\n");

        Assert.Equal([new("a", "one, \"two\"\r\nthree"), new("b", "plain")], DataFile.Labeled(path));
    }

    [Fact]
    public void A_carriage_return_alone_ends_no_row_of_a_csv_file()
    {
        string path = _folder.Write("a.csv", "label,text\r\na,\"one\rtwo\nthree\"\nb,four\rfive\r\nc,six");

        Assert.Equal([new("a", "one\rtwo\nthree"), new("b", "four\rfive"), new("c", "six")], DataFile.Labeled(path));
    }

    [Fact]
    public void A_csv_row_with_an_open_quote_is_refused_in_bounded_memory()
    {
        string path = _folder["a.csv"];
        using (var writer = new StreamWriter(path))
        {
            writer.Write("label,text\na,\"open\n");
            string line = new('x', 1 << 20);
            for (int i = 0; i < 65; i++)
            {
                writer.WriteLine(line);
            }
        }

        Assert.Equal($"{path}:2: the row has more than 64 MB: check that no quote is left open, and cut longer texts.", Unreadable(path));
    }

    [Theory]
    [InlineData("a.tsv")]
    [InlineData("a.csv")]
    [InlineData("a.jsonl")]
    [InlineData("a.txt")]
    public void Utf16_is_refused_by_every_format(string name)
    {
        string text = name switch
        {
            "a.csv" => "label,text\na,x\n",
            "a.jsonl" => "{\"label\":\"a\",\"text\":\"x\"}\n",
            _ => "a\tx\n",
        };

        Assert.Equal($"{_folder[name]}:1: the file is UTF-16: save it as UTF-8.", Unreadable(_folder.Write(name, [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)])));
        Assert.Equal(
            $"{_folder[name]}:1: there is a NUL byte, as in UTF-16 and in binary files: save the file as text in UTF-8.",
            Unreadable(_folder.Write(name, Encoding.Unicode.GetBytes(text))));
    }

    [Fact]
    public void Jsonl_has_an_object_a_line()
    {
        string path = _folder.Write("a.jsonl", """
            {"text": "one\ttwo\u00e9", "id": 7, "label": "a"}
            {"label": 3, "text": ""}

            {"label": 1.0, "text": "x"}
            	
            {"label": true, "text": "y"}

            """);

        Assert.Equal([new("a", "one\ttwoé"), new("3", ""), new("1.0", "x"), new("true", "y")], DataFile.Labeled(path));
    }

    [Fact]
    public void Texts_to_predict_for_need_no_label()
    {
        Assert.Equal(["one\ttwo", "", "three"], Texts("a.txt", "one\ttwo\n\nthree\n"));
        Assert.Equal(["x"], Texts("a.tsv", "\tx\n"));
        Assert.Equal(["x"], Texts("a.csv", "text\nx\n"));
        Assert.Equal(["x"], Texts("a.jsonl", """{"text":"x","label":null}"""));
    }

    [Fact]
    public void Rows_can_be_read_again()
    {
        var file = DataFile.Labeled(_folder.Write("a.tsv", "a\tx\nb\ty\n"));

        Assert.Equal(file.ToArray(), file.ToArray());
    }

    [Theory]
    [InlineData("a.tsv", "a\tx\nno tab here\n", "2: there is no tab: expected label<TAB>text, found 'no tab here'.")]
    [InlineData("a.tsv", "a\tx\n\nb\ty\n", "2: there is no tab: expected label<TAB>text, found an empty line.")]
    [InlineData("a.tsv", " \tx\n", "1: the label is empty: expected label<TAB>text, found ' <TAB>x'.")]
    [InlineData(
        "a.tsv",
        "0123456789012345678901234567890123456789012345678901234567890123456789",
        "1: there is no tab: expected label<TAB>text, found '012345678901234567890123456789012345678901234567890123456789...'.")]
    [InlineData("a.csv", "class,text\na,x\n", "1: there is no column 'label': expected a header with label and text (other names are given with --text-column and --label-column), found 'class,text'.")]
    [InlineData("a.csv", "label,body\na,x\n", "1: there is no column 'text': expected a header with label and text (other names are given with --text-column and --label-column), found 'label,body'.")]
    [InlineData("a.csv", "label,text\n,x\n", "2: the label is empty: expected a value in the column label, found ',x'.")]
    [InlineData("a.csv", "label,text\na,x\nb,y,z\n", "3: the row has another number of columns than the header: expected 2, found 3 in 'b,y,z'.")]
    [InlineData("a.csv", "label,text\na,x \"y\" z\n", "2: a quote stands where none may: expected a field with quotes to be quoted and its quotes doubled, found 'a,x \"y\" z'.")]
    [InlineData("a.jsonl", "{\"label\":\"a\",\"text\":\"x\"}\n{\"label\":\n", "2: malformed JSON after byte 9: expected {\"label\": \"...\", \"text\": \"...\"}, found '{\"label\":'.")]
    [InlineData("a.jsonl", "{\"label\":\"a\",\"text\":\"cut \\ud83d\"}\n", "1: a text has half of a surrogate pair: expected {\"label\": \"...\", \"text\": \"...\"}, found '{\"label\":\"a\",\"text\":\"cut \\ud83d\"}'.")]
    [InlineData("a.jsonl", "\n \n[1]\n", "3: the line is not a JSON object: expected {\"label\": \"...\", \"text\": \"...\"}, found '[1]'.")]
    [InlineData("a.jsonl", "{\"label\":[1],\"text\":\"x\"}\n", "1: \"label\" is not a string, a number or a boolean: expected {\"label\": \"...\", \"text\": \"...\"}, found '{\"label\":[1],\"text\":\"x\"}'.")]
    [InlineData("a.jsonl", "{\"label\":null,\"text\":\"x\"}\n", "1: there is no \"label\": expected {\"label\": \"...\", \"text\": \"...\"}, found '{\"label\":null,\"text\":\"x\"}'.")]
    [InlineData("a.jsonl", "{\"label\":1,\"text\":\"x\",\"label\":2}\n", "1: a member is named twice: expected {\"label\": \"...\", \"text\": \"...\"}, found '{\"label\":1,\"text\":\"x\",\"label\":2}'.")]
    [InlineData("a.jsonl", "[1]\n", "1: the line is not a JSON object: expected {\"label\": \"...\", \"text\": \"...\"}, found '[1]'.")]
    [InlineData("a.jsonl", "{\"text\":\"x\"}\n", "1: there is no \"label\": expected {\"label\": \"...\", \"text\": \"...\"}, found '{\"text\":\"x\"}'.")]
    [InlineData("a.jsonl", "{\"label\":\"a\"}\n", "1: there is no \"text\": expected {\"label\": \"...\", \"text\": \"...\"}, found '{\"label\":\"a\"}'.")]
    [InlineData("a.jsonl", "{\"label\":\"a\",\"text\":5}\n", "1: \"text\" is not a string: expected {\"label\": \"...\", \"text\": \"...\"}, found '{\"label\":\"a\",\"text\":5}'.")]
    [InlineData("a.jsonl", "{\"label\":\"\",\"text\":\"x\"}\n", "1: the label is empty: expected {\"label\": \"...\", \"text\": \"...\"}, found '{\"label\":\"\",\"text\":\"x\"}'.")]
    public void A_faulty_line_is_named(string name, string content, string expected)
    {
        string path = _folder.Write(name, content);

        Assert.Equal($"{path}:{expected}", Failure(DataFile.Labeled(path)));
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_named_by_their_line()
    {
        byte[] latin1 = Encoding.Latin1.GetBytes("a\tx\nb\tcafé\n");

        string tsv = _folder.Write("a.tsv", latin1);
        Assert.Equal($"{tsv}:2: the bytes are not UTF-8: save the file in that encoding.", Unreadable(tsv));

        string csv = _folder.Write("a.csv", Encoding.Latin1.GetBytes("label,text\na,café\n"));
        Assert.Equal($"{csv}:2: the bytes are not UTF-8: save the file in that encoding.", Unreadable(csv));
    }

    [Fact]
    public void A_file_that_is_not_gzip_is_named()
    {
        string path = _folder.Write("a.tsv.gz", "a\tx\n");

        Assert.Equal(
            $"{path}:1: the file is not compressed as its name says, or damaged: compress it anew, or name it as what it is.",
            Unreadable(path));
    }

    private string[] Texts(string name, string content) => [.. DataFile.Unlabeled(_folder.Write(name, content)).Select(row => row.Text)];

    private static string Unreadable(string path) =>
        Assert.ThrowsAny<IOException>(() => DataFile.Labeled(path).Count()).Message;

    private static string Failure(DataFile file) => Assert.Throws<FailureException>(() => file.ToArray()).Message;
}
