using ContextMemory.MLNet.Tasks.Summarization;

namespace ContextMemory.MLNet.Tests.Tasks.Summarization;

public sealed class SummarizationCodecTests
{
    private static readonly SummaryLimits Limits = new() { Sentences = 2, Words = 40, Redundancy = SummaryRedundancy.None };

    private static readonly SummaryDocument[] Documents = ToySummaries.Cues(12, seed: 1);

    private static readonly CodecCheck<Summarizer> Codec =
        new(SummarizationCodec.Write, reader => SummarizationCodec.Read(reader, _ => null));

    public static TheoryData<SummaryMethod, TextMarkup> Kinds => new()
    {
        { SummaryMethod.Trained, TextMarkup.None },
        { SummaryMethod.Trained, TextMarkup.Markdown },
        { SummaryMethod.Lead, TextMarkup.None },
        { SummaryMethod.Lead, TextMarkup.Html },
        { SummaryMethod.TextRank, TextMarkup.None },
        { SummaryMethod.PositionRank, TextMarkup.None },
        { SummaryMethod.LexRank, TextMarkup.None },
        { SummaryMethod.TfIdf, TextMarkup.None },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_summarizer_is_read_as_it_was_written(SummaryMethod method, TextMarkup markup)
    {
        Summarizer summarizer = Create(method, markup);
        Summarizer read = Codec.Reread(summarizer);
        Assert.Equal((method, Limits, markup, summarizer.Model?.Memory), (read.Method, read.Limits, read.Markup, read.Model?.Memory));
        Close.SameBits(summarizer.Model is { } model ? model.Weights.Values : [], read.Model is { } found ? found.Weights.Values : [], "weights");
        SentenceText[] texts = [.. Documents.Select(document => SentenceText.Of(document.Sentences, markup))];
        foreach ((TextSummary expected, TextSummary actual) in summarizer.Summarize(texts, threads: 1).Zip(read.Summarize(texts, threads: 1)))
        {
            Assert.Equal(expected.Text, actual.Text);
            Assert.Equal(expected.Sentences, actual.Sentences);
            Close.SameBits([.. expected.Scores], [.. actual.Scores], "scores");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_ends_early_is_refused(SummaryMethod method, TextMarkup markup) => Codec.RefusesWhatEndsEarly(Create(method, markup));

    [Fact]
    public void What_is_changed_is_refused_or_another_summarizer() =>
        Codec.SurvivesChangedBytes(Create(SummaryMethod.Trained, TextMarkup.Markdown));

    [Theory]
    [InlineData(0, "The model summarizes in a way (255) that this version does not know. Update the package.")]
    [InlineData(-1, "The model strips markup (255) that this version does not know. Update the package.")]
    public void What_a_later_version_can_do_is_refused(int place, string message)
    {
        byte[] content = Codec.Write(Create(SummaryMethod.Lead, TextMarkup.Html));
        content[place < 0 ? content.Length - sizeof(int) : place] = 255;
        Assert.Equal(message, Assert.Throws<InvalidDataException>(() => Codec.Read(content)).Message);
    }

    private static Summarizer Create(SummaryMethod method, TextMarkup markup)
    {
        SummarizationModel? model = method == SummaryMethod.Trained
            ? ToySummaries.Trainer(new TrainingOptions { Epochs = 1, BatchSize = 4, Threads = 1 }).Train(Documents, validationRows: null).Model
            : null;
        return new Summarizer(method, Limits, model, markup);
    }
}
