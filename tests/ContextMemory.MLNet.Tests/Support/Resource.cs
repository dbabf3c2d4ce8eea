namespace ContextMemory.MLNet.Tests.Support;

/// <summary>Tables that are embedded in the tests: lines with tabs between the fields; a line that starts with # is a remark.</summary>
internal static class Resource
{
    public static IEnumerable<string[]> Rows(string name)
    {
        using Stream stream = typeof(Resource).Assembly.GetManifestResourceStream(name)
            ?? throw new ArgumentException($"There is no table '{name}'.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
            {
                yield return line.Split('\t');
            }
        }
    }

    /// <summary>\n, \r, \t and \u3000 of a field as the characters they stand for.</summary>
    public static string Unescape(string field) =>
        field.Replace("\\n", "\n", StringComparison.Ordinal)
            .Replace("\\r", "\r", StringComparison.Ordinal)
            .Replace("\\t", "\t", StringComparison.Ordinal)
            .Replace("\\u3000", "\u3000", StringComparison.Ordinal);
}
