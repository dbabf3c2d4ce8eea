namespace ContextMemory.MLNet.Tests.Tasks.Summarization;

public sealed class SummarizerTests
{
    private const string Article = "The cat sat.\nThe cat\nsaw the dog. *** The dog ran. Rain fell.";

    [Fact]
    public void A_text_is_summarized_without_training()
    {
        TextSummary summary = new Summarizer(SummaryMethod.Lead, new SummaryLimits { Sentences = 2 }).Summarize(Article);

        Assert.Equal("The cat sat. The cat saw the dog.", summary.Text);
        Assert.Equal(["The cat sat.", "The cat saw the dog."], summary.Lines);
        Assert.Equal([0, 1], summary.Sentences);
        Assert.Equal(SentenceSplitter.Split(Article).Count, summary.Scores.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public void A_summary_does_not_depend_on_the_texts_beside_it(int threads)
    {
        var summarizer = new Summarizer(SummaryMethod.TextRank, new SummaryLimits { Sentences = 1 });
        SentenceText[] texts = [SentenceText.Cut(Article), SentenceText.Of(["One dog.", "One dog ran."]), SentenceText.Cut("")];

        Assert.Equal(texts.Select(text => summarizer.Summarize([text])[0].Text), summarizer.Summarize(texts, threads).Select(summary => summary.Text));
    }

    [Fact]
    public void Markup_is_stripped_and_sentences_keep_their_places()
    {
        var text = SentenceText.Cut("<b>One</b> here. Two.", TextMarkup.Html);

        Assert.Equal(["One here.", "Two."], text.Sentences);
        Assert.Equal("Two.", text.Marked[1]);
        Assert.Equal(new SentenceSpan(17, 4), text.Spans[1]);
        Assert.Equal(21, text.Length);
        Assert.Equal("One here.", new Summarizer(SummaryMethod.Lead, new SummaryLimits { Sentences = 1 }, TextMarkup.Html).Summarize("<b>One</b> here. Two.").Text);
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once()
    {
        string message = Assert.Throws<ArgumentException>(() => new Summarizer(SummaryMethod.Trained, new SummaryLimits { Sentences = 0 })).Message;

        Assert.Contains("method is Trained; allowed is a method without training", message, StringComparison.Ordinal);
        Assert.Contains("Sentences is 0", message, StringComparison.Ordinal);
    }
}
