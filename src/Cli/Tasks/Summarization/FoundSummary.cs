namespace ContextMemory.MLNet.Cli.Tasks.Summarization;

/// <summary>What is written of a row.</summary>
/// <param name="Text">The summary.</param>
/// <param name="Sentences">The numbers of its sentences, from 0.</param>
/// <param name="Scores">The scores of all sentences of the text.</param>
/// <param name="Starts">Where they start in the text, in UTF-16 units.</param>
/// <param name="Lengths">Their lengths.</param>
internal sealed record FoundSummary(
    string Text, IReadOnlyList<int> Sentences, IReadOnlyList<float> Scores, IReadOnlyList<int> Starts, IReadOnlyList<int> Lengths);
