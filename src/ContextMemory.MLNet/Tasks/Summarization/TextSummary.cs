namespace ContextMemory.MLNet.Tasks.Summarization;

/// <summary>The summary of a text.</summary>
/// <param name="Text">The chosen sentences on one line.</param>
/// <param name="Sentences">Their numbers, from 0.</param>
/// <param name="Scores">The scores of all sentences of the text; those without a word have the lowest of the others.</param>
internal sealed record TextSummary(string Text, int[] Sentences, float[] Scores);
