namespace ContextMemory.MLNet.Tasks.Summarization;

/// <summary>A document as the model reads it.</summary>
/// <param name="Codes">Each sentence's token codes.</param>
/// <param name="Cues">Each sentence's rows of the table of cue words.</param>
/// <param name="Features">[sentences x <see cref="SentenceFeatures.Count"/>], row by row.</param>
internal sealed record EncodedDocument(int[][] Codes, int[][] Cues, float[] Features)
{
    public int SentenceCount => Codes.Length;
}
