using ContextMemory.MLNet.Evaluation;

namespace ContextMemory.MLNet.Tasks.Summarization;

/// <summary>What a document's scores should be like: a share for each sentence, adding up to 1.</summary>
/// <param name="sentences">The most sentences of a summary.</param>
internal sealed class SummaryTargets(int sentences)
{
    // In standard deviations of the scores within the document.
    private const double Temperature = 0.7;

    /// <summary>Whether there is anything to learn from.</summary>
    public static bool Exist(SummaryDocument document) =>
        document.Sentences.Count > 0
        && (document.Labels.Any(label => label > 0) || References(document).Length > 0);

    /// <summary>
    /// Sentences that are labelled have equal shares. Of references, if the summary is one sentence, each sentence's share is the softmax
    /// of its own ROUGE; if it has more, sentences that are good by themselves would say the same, and the sentences of the
    /// <see cref="BestExtract"/> have equal shares.
    /// </summary>
    public float[] Of(SummaryDocument document)
    {
        if (document.Labels.Count > 0)
        {
            return Equal(document.Labels.Select(label => label > 0));
        }

        RougeText[] texts = [.. document.Sentences.Select(sentence => RougeText.Of(sentence))];
        RougeText[] references = References(document);
        int[] best = sentences > 1 ? BestExtract.Greedy(texts, references, sentences) : [];
        return best.Length > 0 ? Equal(texts.Select((_, i) => best.Contains(i))) : Softmax([.. texts.Select(text => Score(text, references))]);
    }

    /// <summary>References that have words; where there are only labels, the labelled sentences are the reference.</summary>
    public static RougeText[] References(SummaryDocument document)
    {
        IEnumerable<string> references = document.References.Count > 0 || document.Labels.Count == 0
            ? document.References
            : [string.Join(' ', document.Sentences.Where((_, i) => document.Labels[i] > 0))];
        return [.. references.Select(reference => RougeText.Of(reference)).Where(text => text.Words.Length > 0)];
    }

    private static double Score(RougeText sentence, RougeText[] references) =>
        references.Max(reference => Rouge.Rouge1(sentence, reference).F1 + Rouge.Rouge2(sentence, reference).F1);

    private static float[] Equal(IEnumerable<bool> belongs)
    {
        bool[] all = [.. belongs];
        float share = 1f / all.Count(one => one);
        return [.. all.Select(one => one ? share : 0)];
    }

    private static float[] Softmax(double[] scores)
    {
        double mean = scores.Average();
        double deviation = Math.Sqrt(scores.Average(score => (score - mean) * (score - mean)));
        double scale = deviation > 0 ? 1 / (deviation * Temperature) : 0;
        double[] weights = [.. scores.Select(score => Math.Exp((score - scores.Max()) * scale))];
        double sum = weights.Sum();
        return [.. weights.Select(weight => (float)(weight / sum))];
    }
}
