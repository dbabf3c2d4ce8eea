using ContextMemory.MLNet.Tasks.Summarization;

namespace ContextMemory.MLNet.Tests.Tasks.Summarization;

public sealed class SummaryTextTests
{
    [Theory]
    [InlineData("One here. Two there.", "One here.", "Two there.")]
    [InlineData("他来了。我走了。", "他来了。", "我走了。")]
    [InlineData("他问：“为什么？”没有人回答。", "他问：“为什么？”", "没有人回答。")]
    [InlineData("「疲れた。」彼は寝た。", "「疲れた。」", "彼は寝た。")]
    [InlineData("很好。Python 3.11发布了。", "很好。", "Python 3.11发布了。")]
    [InlineData("他来了…走了……没有。", "他来了…", "走了……", "没有。")]
    [InlineData("第一章 从前有一座山。", "第一章", "从前有一座山。")]
    [InlineData("He said \"no.\" She left.", "He said \"no.\"", "She left.")]
    [InlineData("그는 갔다. 나는 잤다.", "그는 갔다.", "나는 잤다.")]
    [InlineData("ខ្ញុំទៅផ្ទះ។ ខ្ញុំគេង។", "ខ្ញុំទៅផ្ទះ។", "ខ្ញុំគេង។")]
    [InlineData("")]
    public void Sentences_are_joined_as_their_script_does(string expected, params string[] sentences) =>
        Assert.Equal(expected, SummaryText.Join(sentences));

    [Theory]
    [InlineData("This sentence is\n broken.", "This sentence is broken.")]
    [InlineData("a \r\n\t b", "a b")]
    [InlineData("a\u2028b\u0085c\vd", "a b c d")]
    [InlineData("这个句子\n断了。", "这个句子断了。")]
    [InlineData("版本\n3.5 发布", "版本 3.5 发布")]
    [InlineData("two  spaces stay", "two  spaces stay")]
    [InlineData("end\n", "end")]
    [InlineData("", "")]
    public void Line_ends_become_spaces(string sentence, string expected) => Assert.Equal(expected, SummaryText.OnOneLine(sentence));

    [Fact]
    public void A_sentence_without_a_word_is_none() => Assert.Equal(
        [0, 4, 6, 7, 8, 9],
        SummaryText.Worded(["A big b.", "", " ", "***", "3.", "👍👍", "我", "½", "①", "𐐷", "\ud83d"]));
}
