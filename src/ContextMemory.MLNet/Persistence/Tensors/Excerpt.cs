namespace ContextMemory.MLNet.Persistence.Tensors;

/// <summary>The beginning of what a file holds, for a message.</summary>
internal static class Excerpt
{
    private const int Longest = 60;

    public static string Of(string text) => text.Length <= Longest ? text : text[..Longest] + "...";
}
