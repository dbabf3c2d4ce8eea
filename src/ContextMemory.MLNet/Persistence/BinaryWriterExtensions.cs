namespace ContextMemory.MLNet.Persistence;

/// <summary>Writes what <see cref="ContentReader"/> reads.</summary>
internal static class BinaryWriterExtensions
{
    /// <summary>Writes how many texts there are, then the texts.</summary>
    public static void WriteTexts(this BinaryWriter writer, IReadOnlyCollection<string> texts)
    {
        writer.Write(texts.Count);
        foreach (string text in texts)
        {
            writer.Write(text);
        }
    }
}
