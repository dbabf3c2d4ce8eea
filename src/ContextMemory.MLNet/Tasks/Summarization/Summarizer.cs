using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Summarization;

namespace ContextMemory.MLNet;

/// <summary>
/// Summarizes texts that are in no IDataView: by a method without training, or by the model of a
/// <c>ContextMemorySummarizeTransformer</c>, which has one. It may be used from many threads at once.
/// </summary>
/// <remarks>
/// Of a text of any length only 4,096 sentences are worked on at a time: a longer one is scored in parts of equal size, each as a text of its own but
/// for the places of its sentences.
/// </remarks>
/// <example>
/// <code>
/// TextSummary summary = new Summarizer(SummaryMethod.TextRank).Summarize(article);
/// </code>
/// </example>
public sealed class Summarizer
{
    /// <summary>Sentences that are scored together at most.</summary>
    internal const int LargestPart = 4_096;

    private readonly SummarySelector _selector;

    /// <summary>A summarizer that needs no training.</summary>
    /// <param name="method">How the sentences are found: any but <see cref="SummaryMethod.Trained"/>.</param>
    /// <param name="limits">How long summaries are; null takes the defaults, three sentences.</param>
    /// <param name="markup">What is stripped off texts before they are cut into sentences.</param>
    /// <exception cref="ArgumentException">The method needs training, or a limit is out of range.</exception>
    public Summarizer(SummaryMethod method, SummaryLimits? limits = null, TextMarkup markup = TextMarkup.None)
        : this(method, limits ?? new SummaryLimits(), model: null, markup)
    {
        var faults = new OptionFaults(nameof(Summarizer));
        faults.Check(
            Enum.IsDefined(method) && method != SummaryMethod.Trained,
            nameof(method),
            $"{method}",
            "a method without training",
            "a trained model is had by ContextMemorySummarize");
        faults.Defined(nameof(markup), markup, "None reads the text as it is");
        Limits.Validate(faults);
        faults.ThrowIfAny();
    }

    internal Summarizer(SummaryMethod method, SummaryLimits limits, SummarizationModel? model, TextMarkup markup)
    {
        Method = method;
        Limits = limits;
        Model = model;
        Markup = markup;
        _selector = new SummarySelector(limits);
    }

    /// <summary>How the sentences are found.</summary>
    public SummaryMethod Method { get; }

    /// <summary>How long summaries are, and which sentences may stand together in one.</summary>
    public SummaryLimits Limits { get; }

    /// <summary>What is stripped off texts before they are cut into sentences.</summary>
    public TextMarkup Markup { get; }

    internal SummarizationModel? Model { get; }

    /// <summary>Summarizes a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="title">Its title; empty where there is none. Only a trained model reads it.</param>
    public TextSummary Summarize(string text, string title = "") => Summarize([SentenceText.Cut(text, Markup, title)], threads: 1)[0];

    /// <summary>Summarizes several texts together, which takes less time than one after another.</summary>
    /// <param name="texts">The texts, cut into sentences; <see cref="Markup"/> has been stripped off them.</param>
    /// <param name="threads">Threads to work with, at most; 0 takes all processors.</param>
    /// <returns>The summary of each text, in order. It does not depend on the texts beside it.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is below 0.</exception>
    public IReadOnlyList<TextSummary> Summarize(IReadOnlyList<SentenceText> texts, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        threads = threads == 0 ? Environment.ProcessorCount : threads;

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
            if (Model is null)
            {
                PoolLoop.Run(parts.Length, threads, i => Keep(parts[i], UntrainedScores.Of(Method, SentencesOf(parts[i]), parts[i].First)));
                return;
            }

            var documents = new EncodedDocument[parts.Length];
            PoolLoop.Run(parts.Length, threads, i => documents[i] = Model.Encode(
                SentencesOf(parts[i]), texts[parts[i].Text].Title, parts[i].First, worded[parts[i].Text].Length));
            foreach ((Part part, float[] found) in parts.Zip(Model.Score(documents, threads)))
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

        return new TextSummary([.. chosen.Select(sentence => SummaryText.OnOneLine(text.Sentences[sentence]))], chosen, scores);
    }

    /// <summary>Sentences of a text that are scored together.</summary>
    /// <param name="Text">The text's number.</param>
    /// <param name="First">How many of the text's sentences come before them.</param>
    /// <param name="Count">How many they are.</param>
    private readonly record struct Part(int Text, int First, int Count);
}
