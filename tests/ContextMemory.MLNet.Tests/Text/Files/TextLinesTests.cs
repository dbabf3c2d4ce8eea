using System.IO.Compression;
using System.Text;
using ContextMemory.MLNet.Text.Files;

namespace ContextMemory.MLNet.Tests.Text.Files;

public sealed class TextLinesTests
{
    private const string Nul = "f:{0}: there is a NUL byte, as in UTF-16 and in binary files: save the file as text in UTF-8.";
    private const string Utf16 = "f:1: the file is UTF-16: save it as UTF-8.";
    private const string NoGzip = "f:{0}: the file is not compressed as its name says, or damaged: compress it anew, or name it as what it is.";

    [Theory]
    [InlineData("", "")]
    [InlineData("\n", "|")]
    [InlineData("a", "a|")]
    [InlineData("a\n", "a|")]
    [InlineData("a\r\n\r\nb\n", "a||b|")]
    [InlineData("a\rb\r\r\nc\r", "a\rb\r|c|")]
    [InlineData("\uFEFFa\n\uFEFFb\n", "a|\uFEFFb|")]
    [InlineData("a\u2028b\u0085c\fd\ve\n", "a\u2028b\u0085c\fd\ve|")]
    public void A_line_feed_ends_a_line_and_nothing_else_does(string text, string expected) =>
        Assert.Equal(expected, string.Concat(Lines(Encoding.UTF8.GetBytes(text)).Select(line => $"{line}|")));

    [Fact]
    public void Lines_are_numbered_and_know_how_they_ended()
    {
        var lines = new TextLines(new MemoryStream("a\nb\r\nc"u8.ToArray()), "f");

        Assert.Equal(("a", 1, "\n"), (lines.Read(), lines.Number, lines.Ending));
        Assert.Equal(("b", 2, "\r\n"), (lines.Read(), lines.Number, lines.Ending));
        Assert.Equal(("c", 3, ""), (lines.Read(), lines.Number, lines.Ending));
        Assert.Null(lines.Read());
    }

    [Fact]
    public void Lines_do_not_depend_on_how_the_bytes_arrive()
    {
        string text = string.Join("\r\n", Enumerable.Range(0, 300).Select(i => string.Concat(Enumerable.Repeat("ünïcödé ", i * i % 400))));

        Assert.Equal(text.Split("\r\n"), Lines(new Dribble(Encoding.UTF8.GetBytes(text), most: 7)));
    }

    [Theory]
    [InlineData(new byte[] { 0x61, 0x0A, 0xE9, 0x0A }, 2)]
    [InlineData(new byte[] { 0xC3 }, 1)]
    [InlineData(new byte[] { 0xED, 0xA0, 0xBD }, 1)]
    [InlineData(new byte[] { 0xC0, 0xAF }, 1)]
    public void Bytes_that_are_not_utf8_are_named_by_their_line(byte[] bytes, int line) => Assert.Equal(
        $"f:{line}: the bytes are not UTF-8: save the file in that encoding.",
        Fault(new MemoryStream(bytes)));

    [Fact]
    public void Reading_goes_on_behind_a_line_that_is_not_utf8()
    {
        var lines = new TextLines(new MemoryStream([0xE9, 0x0A, 0x62]), "f");

        Assert.Throws<TextFileException>(() => lines.Read());
        Assert.Equal("b", lines.Read());
    }

    [Fact]
    public void Utf16_is_refused_with_and_without_a_mark()
    {
        const string Text = "a\tx\nb\ty\n";
        foreach (Encoding marked in (Encoding[])[Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32])
        {
            Assert.Equal(Utf16, Fault([.. marked.Preamble, .. marked.GetBytes(Text)]));
            Assert.Equal(Utf16, Fault([.. marked.Preamble, .. marked.GetBytes("東京")]));
        }

        Assert.Equal(string.Format(null, Nul, 1), Fault(Encoding.Unicode.GetBytes(Text)));
        Assert.Equal(string.Format(null, Nul, 1), Fault(Encoding.BigEndianUnicode.GetBytes(Text)));
        Assert.Equal(string.Format(null, Nul, 1), Fault(Encoding.BigEndianUnicode.GetBytes("東京\n")));
    }

    [Theory]
    [InlineData("a\nb\0\nc\n", 2)]
    [InlineData("a\nb\0", 2)]
    public void A_nul_byte_is_refused_with_its_line(string text, int line) =>
        Assert.Equal(string.Format(null, Nul, line), Fault(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_line_of_just_the_most_bytes_is_read()
    {
        var stream = new Repeated("a\n"u8.ToArray(), (byte)'x', TextLines.LongestLine, "\r\nb"u8.ToArray());

        Assert.Equal([1, TextLines.LongestLine, 1], Lines(stream).Select(line => line.Length));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("")]
    public void A_longer_line_is_refused(string end) => Assert.Equal(
        "f:2: the line has more than 64 MB: check that the file is text with a row a line, and cut longer texts.",
        Fault(new Repeated("a\n"u8.ToArray(), (byte)'x', TextLines.LongestLine + 1L, Encoding.UTF8.GetBytes(end))));

    [Fact]
    public void What_never_ends_is_refused_in_bounded_memory()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Fault(new Repeated([], (byte)'x', long.MaxValue, []));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 3L * TextLines.LongestLine);

        before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(string.Format(null, Nul, 1), Fault(new Repeated([], 0, long.MaxValue, [])));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void All_of_a_text_is_bounded_too()
    {
        byte[] text = "\uFEFFa\r\nb\rc\n\nd"u8.ToArray();
        Assert.Equal("a\r\nb\rc\n\nd", TextFile.ReadAll(new MemoryStream(text), "f"));

        var endless = new Repeated([], (byte)'\n', long.MaxValue, []);
        Assert.Equal(
            "f:67108865: the text has more than 64 MB: check that it is the right one, and cut it.",
            Assert.Throws<TextFileException>(() => TextFile.ReadAll(endless, "f")).Message);
    }

    [Fact]
    public void Compressed_text_is_read_whole()
    {
        Assert.Equal(["a", "b"], Lines(new GzipContent(new MemoryStream(Gzip("a\nb\n")))));
        Assert.Equal(["a", "b"], Lines(new GzipContent(new MemoryStream([.. Gzip("a\n"), .. Gzip("b\n")]))));
        Assert.Empty(Lines(new GzipContent(new MemoryStream(Gzip("")))));
        string[] many = [.. Enumerable.Range(0, 50_000).Select(i => $"line {i * 7919 % 1013}")];
        Assert.Equal(many, Lines(new GzipContent(new Dribble(Gzip(string.Join('\n', many)), most: 1_000))));
    }

    [Fact]
    public void Compressed_text_that_is_cut_off_is_refused_wherever_the_cut_is()
    {
        byte[] whole = Gzip("one\ntwo\nthree\n");
        for (int length = 1; length < whole.Length; length++)
        {
            Assert.EndsWith(NoGzip["f:{0}".Length..], Fault(new GzipContent(new MemoryStream(whole[..length]))), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_is_no_gzip_file_is_refused()
    {
        byte[] damaged = Gzip("one\ntwo\n");
        damaged[^5] ^= 1; // Of the checksum.

        Assert.Equal(string.Format(null, NoGzip, 1), Fault(new GzipContent(new MemoryStream("a\tx\n"u8.ToArray()))));
        Assert.EndsWith(NoGzip["f:{0}".Length..], Fault(new GzipContent(new MemoryStream(damaged))), StringComparison.Ordinal);
    }

    private static byte[] Gzip(string text)
    {
        var file = new MemoryStream();
        using (var gzip = new GZipStream(file, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return file.ToArray();
    }

    private static IEnumerable<string> Lines(byte[] bytes) => Lines(new MemoryStream(bytes));

    private static IEnumerable<string> Lines(Stream stream)
    {
        var lines = new TextLines(stream, "f");
        while (lines.Read() is { } line)
        {
            yield return line;
        }
    }

    private static string Fault(byte[] bytes) => Fault(new MemoryStream(bytes));

    private static string Fault(Stream stream) => Assert.Throws<TextFileException>(() => Lines(stream).Count()).Message;

    /// <summary>Hands out a few bytes at a time.</summary>
    private sealed class Dribble(byte[] bytes, int most) : ForwardStream
    {
        private int _position;

        public override int Read(Span<byte> buffer)
        {
            int read = Math.Min(Math.Min(buffer.Length, most), bytes.Length - _position);
            bytes.AsSpan(_position, read).CopyTo(buffer);
            _position += read;
            return read;
        }
    }

    /// <summary>Some bytes, one byte many times, some bytes.</summary>
    private sealed class Repeated(byte[] before, byte repeated, long count, byte[] behind) : ForwardStream
    {
        private readonly MemoryStream _before = new(before);
        private readonly MemoryStream _behind = new(behind);
        private long _left = count;

        public override int Read(Span<byte> buffer)
        {
            if (_before.Read(buffer) is var read and > 0)
            {
                return read;
            }

            read = (int)Math.Min(buffer.Length, _left);
            _left -= read;
            buffer[..read].Fill(repeated);
            return read > 0 ? read : _behind.Read(buffer);
        }
    }
}
