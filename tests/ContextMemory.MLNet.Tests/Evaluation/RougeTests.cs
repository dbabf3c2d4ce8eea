using System.Globalization;

namespace ContextMemory.MLNet.Tests.Evaluation;

public sealed class RougeTests
{
    // The table has six decimals.
    private const double Tolerance = 5e-7;

    public static TheoryData<string, string, string, string, string> AsciiPairs => Pairs("rouge-pairs");

    public static TheoryData<string, string, string, string, string> PairsOfManyScripts => Pairs("rouge-scripts");

    private static TheoryData<string, string, string, string, string> Pairs(string table)
    {
        var pairs = new TheoryData<string, string, string, string, string>();
        foreach (string[] row in Resource.Rows(table))
        {
            pairs.Add(Resource.Unescape(row[0]), Resource.Unescape(row[1]), row[2], row[3], row[4]);
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(AsciiPairs))]
    public void Equals_rouge_score_where_all_is_ASCII(string summary, string references, string rouge1, string rouge2, string rougeL)
    {
        Assert.All(summary + references, character => Assert.True(char.IsAscii(character)));
        AssertScores(summary, references, rouge1, rouge2, rougeL);
    }

    [Theory]
    [MemberData(nameof(PairsOfManyScripts))]
    public void Words_of_every_script_count(string summary, string references, string rouge1, string rouge2, string rougeL)
    {
        AssertScores(summary, references, rouge1, rouge2, rougeL);
        AssertScores(TextForms.Decompose(summary), TextForms.Strew(references), rouge1, rouge2, rougeL);
    }

    private static void AssertScores(string summary, string references, string rouge1, string rouge2, string rougeL)
    {
        RougeScores scores = Rouge.Score(summary, references.Split(" || "));
        AssertScore(rouge1, scores.Rouge1);
        AssertScore(rouge2, scores.Rouge2);
        AssertScore(rougeL, scores.RougeL);
    }

    [Fact]
    public void There_are_enough_pairs() => Assert.True(Resource.Rows("rouge-pairs").Count() >= 30);

    [Fact]
    public void One_reference_is_a_list_of_one() =>
        Assert.Equal(Rouge.Score("a b c", ["a c"]), Rouge.Score("a b c", "a c"));

    [Fact]
    public void No_reference_is_refused()
    {
        var exception = Assert.Throws<ArgumentException>(() => Rouge.Score("a", []));
        Assert.StartsWith("There is no reference to compare the summary with.", exception.Message, StringComparison.Ordinal);
    }

    private static void AssertScore(string expected, RougeScore actual)
    {
        double[] numbers = [.. expected.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
        Assert.Equal(numbers[0], actual.Precision, Tolerance);
        Assert.Equal(numbers[1], actual.Recall, Tolerance);
        Assert.Equal(numbers[2], actual.F1, Tolerance);
    }
}
