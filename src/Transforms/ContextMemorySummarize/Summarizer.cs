using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Summarization;

namespace ContextMemory.MLNet;

/// <summary>Summarizes texts by a trained model or by a method without training.</summary>
internal sealed class Summarizer(SummaryMethod method, SummaryLimits limits, SummarizationModel? model)
{
    private readonly SummarySelector _selector = new(limits);

    public SummaryMethod Method => method;

    public SummaryLimits Limits => limits;

    public SummarizationModel? Model => model;

    public TextSummary[] Summarize(IReadOnlyList<SentenceText> texts, int threads)
    {
        var summaries = new TextSummary[texts.Count];
        if (model is null)
        {
            PoolLoop.Run(texts.Count, threads, i => summaries[i] = Select(texts[i], UntrainedScores.Of(method, texts[i].Sentences)));
            return summaries;
        }

        var documents = new EncodedDocument[texts.Count];
        PoolLoop.Run(texts.Count, threads, i => documents[i] = model.Encode(texts[i].Sentences, texts[i].Title));
        float[][] scores = model.Score(documents, threads);
        PoolLoop.Run(texts.Count, threads, i => summaries[i] = Select(texts[i], scores[i]));
        return summaries;
    }

    private TextSummary Select(SentenceText text, float[] scores)
    {
        int[] chosen = _selector.Select(text.Sentences, scores);
        return new TextSummary(SummarySelector.Join(text.Sentences, chosen), chosen, scores);
    }
}
