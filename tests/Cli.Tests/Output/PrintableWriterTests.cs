using ContextMemory.MLNet.Cli.Output;

namespace ContextMemory.MLNet.Cli.Tests.Output;

public class PrintableWriterTests
{
    // A title of the window, colour, a bell, backspaces over what was written, DEL, and the one-character form of ESC [ (C1).
    [Theory]
    [InlineData("\u001b]0;owned\a", @"\u001b]0;owned\u0007")]
    [InlineData("a\u001b[31mred\u001b[0m", @"a\u001b[31mred\u001b[0m")]
    [InlineData("1 fault\b\b\b\b\b\b\b0 faults", @"1 fault\u0008\u0008\u0008\u0008\u0008\u0008\u00080 faults")]
    [InlineData("100 faults\r0", @"100 faults\u000d0")]
    [InlineData("a\0b\u007fc\u009bm\u0085", @"a\u0000b\u007fc\u009bm\u0085")]
    [InlineData("tab\tline\nline\r\nend", "tab\tline\nline\r\nend")]
    [InlineData("Ünï 漢字 עברית 😀", "Ünï 漢字 עברית 😀")]
    [InlineData("", "")]
    public void Controls_are_shown_and_not_sent(string text, string shown)
    {
        var inner = new StringWriter { NewLine = "\n" };
        var writer = new PrintableWriter(inner);

        writer.Write(text);
        writer.WriteLine(text);
        writer.WriteLine(text.AsSpan());
        writer.Write(text.ToCharArray());

        Assert.Equal($"{shown}{shown}\n{shown}\n{shown}", inner.ToString());
    }

    [Fact]
    public void A_value_is_one_line() => Assert.Equal(@"a\u000ab\u0009c\u000d\u000a", Printable.Value("a\nb\tc\r\n"));
}
