using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tasks.Summarization;

/// <summary>
/// Summarizes texts by a trained model or by a method without training. Of a text of any length only <see cref="LargestPart"/> sentences
/// are worked on at a time: a longer one is scored in parts of equal size, each as a text of its own but for the places of its sentences.
/// </summary>
internal sealed class Summarizer(SummaryMethod method, SummaryLimits limits, SummarizationModel? model, TextMarkup markup)
{
    /// <summary>Sentences that are scored together at most.</summary>
    public const int LargestPart = 4_096;

    private readonly SummarySelector _selector = new(limits);

    public SummaryMethod Method => method;

    public SummaryLimits Limits => limits;

    public SummarizationModel? Model => model;

    /// <summary>What is stripped off texts before they are cut into sentences.</summary>
    public TextMarkup Markup => markup;

    public TextSummary[] Summarize(IReadOnlyList<SentenceText> texts, int threads)
    {
        // A sentence without a word is in no summary and is no neighbour of another.
        var worded = new int[texts.Count][];
        PoolLoop.Run(texts.Count, threads, i => worded[i] = SummaryText.Worded(texts[i].Sentences));
        float[][] scores = [.. worded.Select(sentences => new float[sentences.Length])];
        foreach (Part[] parts in Together([.. worded.SelectMany((sentences, text) => PartsOf(text, sentences.Length))]))
        {
            Score(parts, threads);
        }

        var summaries = new TextSummary[texts.Count];
        PoolLoop.Run(texts.Count, threads, i => summaries[i] = Select(texts[i], worded[i], scores[i]));
        return summaries;

        void Score(Part[] parts, int threads)
        {
            if (model is null)
            {
                PoolLoop.Run(parts.Length, threads, i => Keep(parts[i], UntrainedScores.Of(method, SentencesOf(parts[i]), parts[i].First)));
                return;
            }

            var documents = new EncodedDocument[parts.Length];
            PoolLoop.Run(parts.Length, threads, i => documents[i] = model.Encode(
                SentencesOf(parts[i]), texts[parts[i].Text].Title, parts[i].First, worded[parts[i].Text].Length));
            foreach ((Part part, float[] found) in parts.Zip(model.Score(documents, threads)))
            {
                Keep(part, found);
            }
        }

        string[] SentencesOf(Part part) =>
            [.. new SentencePart(texts[part.Text].Sentences, worded[part.Text].AsMemory(part.First, part.Count))];

        void Keep(Part part, float[] found) => found.CopyTo(scores[part.Text], part.First);
    }

    private static IEnumerable<Part> PartsOf(int text, int sentences)
    {
        int parts = (sentences + LargestPart - 1) / LargestPart;
        for (int part = 0; part < parts; part++)
        {
            int first = (int)((long)sentences * part / parts);
            yield return new Part(text, first, (int)((long)sentences * (part + 1) / parts) - first);
        }
    }

    /// <summary>Parts in groups of about as many sentences as one part may have.</summary>
    private static IEnumerable<Part[]> Together(IEnumerable<Part> parts)
    {
        var group = new List<Part>();
        int sentences = 0;
        foreach (Part part in parts)
        {
            if (sentences > 0 && sentences + part.Count > LargestPart)
            {
                yield return [.. group];
                group.Clear();
                sentences = 0;
            }

            group.Add(part);
            sentences += part.Count;
        }

        if (group.Count > 0)
        {
            yield return [.. group];
        }
    }

    private TextSummary Select(SentenceText text, int[] worded, float[] scores)
    {
        var sentences = new SentencePart(text.Sentences, worded);
        int[] chosen = [.. _selector.Select(sentences, scores).Select(sentence => worded[sentence])];
        if (worded.Length < text.Sentences.Count)
        {
            var all = new float[text.Sentences.Count];
            Array.Fill(all, scores.Length > 0 ? scores.Min() : 0);
            for (int i = 0; i < worded.Length; i++)
            {
                all[worded[i]] = scores[i];
            }

            scores = all;
        }

        return new TextSummary(SummaryText.Join(text.Sentences, chosen), chosen, scores);
    }

    /// <summary>Sentences of a text that are scored together.</summary>
    /// <param name="Text">The text's number.</param>
    /// <param name="First">How many of the text's sentences come before them.</param>
    /// <param name="Count">How many they are.</param>
    private readonly record struct Part(int Text, int First, int Count);
}
