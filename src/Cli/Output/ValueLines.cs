namespace ContextMemory.MLNet.Cli.Output;

/// <summary>Names and what they stand for, a line each.</summary>
internal static class ValueLines
{
    public static void Write(TextWriter output, IReadOnlyCollection<(string Name, string Value)> lines)
    {
        int width = lines.Max(line => line.Name.Length) + 2;
        foreach ((string name, string value) in lines)
        {
            output.WriteLine($"{name.PadRight(width)}{Printable.Value(value)}");
        }
    }
}
