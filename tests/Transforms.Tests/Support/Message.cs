namespace Transforms.Tests.Support;

/// <summary>A row of the data that the tests learn from: a text and a label of each type.</summary>
internal sealed class Message
{
    public int Id { get; set; }

    public string? Text { get; set; } = "";

    public string Topic { get; set; } = "";

    public bool IsBilling { get; set; }
}
