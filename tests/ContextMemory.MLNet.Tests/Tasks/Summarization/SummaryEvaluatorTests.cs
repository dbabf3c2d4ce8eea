namespace ContextMemory.MLNet.Tests.Tasks.Summarization;

public sealed class SummaryEvaluatorTests
{
    [Fact]
    public void The_lead_of_a_Russian_text_is_its_best_sentence()
    {
        var evaluator = new SummaryEvaluator();
        evaluator.Add(
            ["Вчера в Москве прошёл сильный дождь.", "Кошка спит в 2024 году."], [1], ["В 2024 в Москве прошёл сильный дождь."]);

        evaluator.Add(["Nothing to compare with."], [0], ["..."]);
        Assert.Equal(1, evaluator.Rows);

        SummaryComparison comparison = evaluator.Measure();

        // Five of six words on the one side, of seven on the other; two of five and of seven.
        Assert.Equal(10 / 13.0, comparison.Lead.Rouge1.F1, 1e-12);
        Assert.Equal(10 / 13.0, comparison.Best.Rouge1.F1, 1e-12);
        Assert.Equal(4 / 12.0, comparison.Summaries.Rouge1.F1, 1e-12);
    }
}
