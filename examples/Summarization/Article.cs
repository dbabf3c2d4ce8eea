using System.Text.Json;

namespace Summarization;

/// <summary>An article as the pipeline reads it: the properties are the columns, in the file in camel case.</summary>
internal sealed class Article
{
    public string Title { get; set; } = "";

    public string[] Sentences { get; set; } = [];

    public string Summary { get; set; } = "";

    public string Text => string.Join(' ', Sentences);

    public string Reference => Summary;

    public static Article[] Read(string path) =>
        [.. File.ReadLines(path).Select(line => JsonSerializer.Deserialize<Article>(line, JsonSerializerOptions.Web)!)];
}
