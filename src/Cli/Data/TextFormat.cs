namespace ContextMemory.MLNet.Cli.Data;

/// <summary>One text a line; an empty line is an empty text.</summary>
internal sealed class TextFormat : LineFormat
{
    public override LabeledRow Parse(string line, bool labeled, Func<string, string, Exception> failure) => new("", line);
}
