using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Summarization;

namespace ContextMemory.MLNet.Tests.Tasks.Summarization;

/// <summary>A text that comes in pieces has the summary of the same text read whole.</summary>
[Collection(MeasuresHeap.Name)]
public sealed class SummaryReadingTests
{
    private static readonly Lazy<SummarizationModel> Model = new(() => ToySummaries
        .Trainer(new TrainingOptions { Epochs = 1, BatchSize = 8, Threads = 1, ValidationFraction = 0 })
        .Train(ToySummaries.Cues(30, seed: 1), validationRows: null).Model);

    public static TheoryData<SummaryMethod> Methods => [.. Enum.GetValues<SummaryMethod>()];

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_summary_does_not_depend_on_where_pieces_end(SummaryMethod method)
    {
        Summarizer summarizer = Create(method, new SummaryLimits());
        foreach (int sentences in (int[])[0, 1, 2, 60, 1_200])
        {
            string text = Text(sentences);
            TextSummary expected = summarizer.Summarize(text, "word3 word4");
            AssertSame(expected, summarizer.Summarize(new StringReader(text), "word3 word4"));
            foreach (int longest in (int[])[1, 50, 100_000])
            {
                AssertSame(expected, await summarizer.SummarizeAsync(Cuts.Slowly(Cuts.Cut(text, longest, seed: 5)), "word3 word4"));
            }
        }
    }

    [Theory]
    [Trait("Category", "Slow")]
    [MemberData(nameof(Methods))]
    public void A_text_of_more_than_two_parts_has_the_scores_of_the_whole(SummaryMethod method)
    {
        string text = Text(2 * SummaryParts.MostSentences + 700);
        Summarizer summarizer = Create(method, new SummaryLimits { Sentences = 20, Redundancy = SummaryRedundancy.None });

        TextSummary streamed = summarizer.Summarize(new StringReader(text));

        AssertSame(summarizer.Summarize([SentenceText.Cut(text), SentenceText.Cut("Another.")], threads: 2)[0], streamed);
        Assert.Equal(20, streamed.Lines.Count);
        Assert.DoesNotContain(streamed.Scores, float.IsNaN);
    }

    [Fact]
    public void All_limits_are_those_of_the_whole_text()
    {
        string text = Text(5_000);
        SummaryLimits[] limits =
        [
            new() { Share = 0.01, Sentences = 100 },
            new() { Words = 40, Sentences = 100, KeepsOrder = false },
            new() { Redundancy = SummaryRedundancy.MarginalRelevance, Sentences = 4 },
            new() { Redundancy = SummaryRedundancy.None, Sentences = 4_500 },
        ];
        foreach (SummaryLimits limit in limits)
        {
            Summarizer summarizer = Create(SummaryMethod.TfIdf, limit);
            AssertSame(summarizer.Summarize(text), summarizer.Summarize(new StringReader(text)));
        }
    }

    [Fact]
    public void Markup_is_stripped()
    {
        const string Html = "<h1>News</h1><p>The <b>storm</b> closed R&amp;D. It rains.</p>";
        var summarizer = new Summarizer(SummaryMethod.Lead, markup: TextMarkup.Html);

        Assert.Equal("News The storm closed R&D. It rains.", summarizer.Summarize(new StringReader(Html)).Text);
    }

    [Fact]
    public void A_sentence_without_a_word_has_the_lowest_score()
    {
        TextSummary summary = new Summarizer(SummaryMethod.Lead).Summarize(new StringReader("***\n\nOne.\n\nTwo."));

        Assert.Equal([1, 2], summary.Sentences);
        Assert.Equal([0.5f, 1, 0.5f], summary.Scores);
        Assert.Equal([0f], new Summarizer(SummaryMethod.Lead).Summarize(new StringReader("***")).Scores);
    }

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData(SummaryMethod.TfIdf, 50_000_000)]
    [InlineData(SummaryMethod.Trained, 4_000_000)]
    public void A_text_of_many_characters_is_not_held(SummaryMethod method, int length)
    {
        // The text says the same again and again.
        Summarizer summarizer = Create(method, new SummaryLimits { Redundancy = SummaryRedundancy.None });
        summarizer.Summarize(Text(10));
        using var text = new GeneratedText(Text(200), length);

        TextSummary summary = summarizer.Summarize(text);

        Assert.Equal(3, summary.Lines.Count);
        Assert.InRange(summary.Scores.Count, length / 100, length / 10);
        Assert.InRange(text.MostGrown, 0, 12_000_000 + 2 * sizeof(float) * summary.Scores.Count);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void Neither_is_one_without_sentences()
    {
        using var text = new GeneratedText("word ", 60_000_000);

        TextSummary summary = new Summarizer(SummaryMethod.Lead).Summarize(text);

        Assert.InRange(summary.Scores.Count, 57, 60);
        Assert.InRange(text.MostGrown, 0, 60_000_000);
    }

    [Fact]
    public async Task Reading_can_be_cancelled()
    {
        using var source = new CancellationTokenSource();
        foreach (SummaryMethod method in (SummaryMethod[])[SummaryMethod.Lead, SummaryMethod.Trained])
        {
            Summarizer summarizer = Create(method, new SummaryLimits());
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => summarizer.SummarizeAsync(Endless(), cancellation: source.Token));
            Assert.ThrowsAny<OperationCanceledException>(() => summarizer.Summarize(new StringReader("One."), cancellation: source.Token));
            Assert.ThrowsAny<OperationCanceledException>(() => summarizer.Summarize(new StringReader(""), cancellation: new CancellationToken(canceled: true)));
        }

        async IAsyncEnumerable<string> Endless()
        {
            string text = Text(20);
            for (int i = 0; ; i++)
            {
                await Task.Yield();
                yield return text;
                if (i == 100)
                {
                    await source.CancelAsync();
                }
            }
        }
    }

    [Fact]
    public async Task Missing_texts_titles_and_pieces_are_refused()
    {
        var summarizer = new Summarizer(SummaryMethod.Lead);
        Assert.Throws<ArgumentNullException>("text", () => summarizer.Summarize((TextReader)null!));
        Assert.Throws<ArgumentNullException>("title", () => summarizer.Summarize(new StringReader(""), null!));
        await Assert.ThrowsAsync<ArgumentNullException>("pieces", () => summarizer.SummarizeAsync(null!));
        await Assert.ThrowsAsync<ArgumentNullException>("title", () => summarizer.SummarizeAsync(Cuts.Slowly([]), null!));
        await Assert.ThrowsAsync<ArgumentException>("pieces", () => summarizer.SummarizeAsync(Cuts.Slowly(["One.", null!])));
    }

    [Fact]
    public async Task A_document_that_ends_in_a_fault_has_no_summary()
    {
        await Assert.ThrowsAsync<IOException>(() => new Summarizer(SummaryMethod.Lead).SummarizeAsync(Broken()));

        static async IAsyncEnumerable<string> Broken()
        {
            yield return "One.";
            await Task.Yield();
            throw new IOException("The line is dead.");
        }
    }

    private static Summarizer Create(SummaryMethod method, SummaryLimits limits) =>
        new(method, limits, method == SummaryMethod.Trained ? Model.Value : null, TextMarkup.None);

    /// <summary>Sentences, some of which have no word.</summary>
    private static string Text(int sentences)
    {
        var random = new RandomStream(1);
        return string.Concat(Enumerable.Range(0, sentences).Select(i => i % 10 == 9
            ? "***\r\n\r\n"
            : $"Now {string.Join(' ', Enumerable.Range(0, 2 + random.NextInteger(9)).Select(_ => $"word{random.NextInteger(90)}"))} 日 e\u0301👍. "));
    }

    private static void AssertSame(TextSummary expected, TextSummary found)
    {
        Assert.Equal(expected.Text, found.Text);
        Assert.Equal(expected.Lines, found.Lines);
        Assert.Equal(expected.Sentences, found.Sentences);
        Assert.Equal(expected.Scores, found.Scores);
    }
}
