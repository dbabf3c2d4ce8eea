using ContextMemory.MLNet.Tasks.Summarization;

namespace ContextMemory.MLNet;

/// <summary>The summary of a text.</summary>
public sealed class TextSummary
{
    internal TextSummary(IReadOnlyList<string> lines, IReadOnlyList<int> sentences, IReadOnlyList<float> scores)
    {
        Lines = lines;
        Sentences = sentences;
        Scores = scores;
        Text = SummaryText.Join(lines);
    }

    /// <summary>The chosen sentences, joined to one line as their script is.</summary>
    public string Text { get; }

    /// <summary>The chosen sentences, each on one line, in the summary's order.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>The numbers of the chosen sentences, from 0, in the summary's order.</summary>
    public IReadOnlyList<int> Sentences { get; }

    /// <summary>
    /// The scores of all sentences of the text: the larger, the more a sentence belongs in the summary; comparable within a text only. Sentences without a
    /// word have the lowest of the others.
    /// </summary>
    public IReadOnlyList<float> Scores { get; }
}
