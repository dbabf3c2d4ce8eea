using System.Text;

namespace ContextMemory.MLNet.Cli.Output;

/// <summary>Passes text on to one writer after another.</summary>
internal sealed class SwitchedWriter : TextWriter
{
    /// <summary>Where the text goes.</summary>
    public TextWriter Target { get; set; } = Null;

    public override Encoding Encoding => Target.Encoding;

    public override void Write(char value) => Target.Write(value);

    public override void Write(char[] buffer, int index, int count) => Target.Write(buffer, index, count);

    public override void Write(ReadOnlySpan<char> buffer) => Target.Write(buffer);

    public override void Write(string? value) => Target.Write(value);

    public override void WriteLine() => Target.WriteLine();

    public override void WriteLine(ReadOnlySpan<char> buffer) => Target.WriteLine(buffer);

    public override void WriteLine(string? value) => Target.WriteLine(value);

    public override void Flush() => Target.Flush();
}
