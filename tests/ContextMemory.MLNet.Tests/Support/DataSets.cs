using System.IO.Compression;

namespace ContextMemory.MLNet.Tests.Support;

/// <summary>The public data sets in ../shared/data beside the repository, where they are.</summary>
internal static class DataSets
{
    private static readonly string[] OneTokenALine = ["conll2003-en", "ncbi-disease", "wikigold", "resume-zh"];

    /// <summary>Why tests of them cannot run; null where they can.</summary>
    public static string? Skip => Root is null ? "There is no folder ../shared/data beside the repository." : null;

    private static string? Root
    {
        get
        {
            string? folder = AppContext.BaseDirectory;
            while (folder is not null && !File.Exists(Path.Combine(folder, "ContextMemory.MLNet.sln")))
            {
                folder = Path.GetDirectoryName(folder);
            }

            string data = Path.Combine(folder ?? "/", "..", "shared", "data");
            return Directory.Exists(data) ? data : null;
        }
    }

    /// <summary>Every so many lines of all sets a text; of the sets that have a token a line the sentences.</summary>
    public static IEnumerable<string> Texts(int every)
    {
        int number = 0;
        foreach (string path in Directory.EnumerateFiles(Root!, "*", SearchOption.AllDirectories).Where(path => !path.EndsWith(".md", StringComparison.Ordinal)))
        {
            foreach (string text in Lines(path).Where(text => text.Length > 0))
            {
                if (number++ % every == 0)
                {
                    yield return text;
                }
            }
        }
    }

    private static IEnumerable<string> Lines(string path)
    {
        using FileStream file = File.OpenRead(path);
        using Stream content = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(content);
        bool isTokens = OneTokenALine.Contains(Path.GetFileName(Path.GetDirectoryName(path)));
        var sentence = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            if (!isTokens)
            {
                yield return line;
            }
            else if (line.Length > 0)
            {
                sentence.Add(line.Split('\t')[0]);
            }
            else
            {
                yield return string.Join(' ', sentence);
                sentence.Clear();
            }
        }

        yield return string.Join(' ', sentence);
    }
}
