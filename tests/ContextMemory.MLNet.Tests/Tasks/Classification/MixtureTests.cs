using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Classification;

namespace ContextMemory.MLNet.Tests.Tasks.Classification;

public sealed class MixtureTests
{
    private const int Classes = 3;
    private const int Rows = 20_000;

    [Theory]
    [InlineData(0.4, 2.5)]
    [InlineData(1.5, 0.3)]
    public void Factors_that_made_the_labels_are_found_again(double encoder, double ngrams)
    {
        (float[] logits, float[] margins, int[] labels) = Draw(encoder, ngrams);
        (Mixture found, _) = Mixture.Fit(logits, margins, default, labels);
        Assert.Equal(encoder, found.Encoder, 0.08);
        Assert.Equal(ngrams, found.NGrams, 0.08);
    }

    [Fact]
    public void Without_ngrams_the_temperature_is_found()
    {
        (float[] logits, _, int[] labels) = Draw(0.5, 0);
        (Mixture found, _) = Mixture.Fit(logits, default, default, labels);
        Assert.Equal(0.5, found.Encoder, 0.05);
        Assert.Equal(0, found.NGrams);
    }

    [Fact]
    public void What_says_the_opposite_is_left_out_and_not_turned_round()
    {
        (float[] logits, float[] margins, int[] labels) = Draw(-1, 2);
        (Mixture found, _) = Mixture.Fit(logits, margins, default, labels);
        Assert.Equal(0, found.Encoder);
        Assert.InRange(found.NGrams, 0.8f, 2.2f);
        Assert.True(Mixture.Fit(margins, logits, default, labels).Mixture.NGrams < 1e-6f);
    }

    [Fact]
    public void A_few_rows_that_are_all_right_do_not_make_the_factors_endless()
    {
        (Mixture found, _) = Mixture.Fit(new float[] { 5, 0, 0, 0, 5, 0 }, new float[] { 1, -1, -1, -1, 1, -1 }, default, new[] { 0, 1 });
        Assert.InRange(found.Encoder, 0.9, 3);
        Assert.InRange(found.NGrams, 0.9, 3);
    }

    [Fact]
    public void The_parts_are_added_with_their_factors()
    {
        float[] logits = [1, 2];
        new Mixture(0.5f, 2).Apply(logits, [3, -1]);
        Assert.Equal([6.5f, -1f], logits);
        new Mixture(2, 9).Apply(logits, []);
        Assert.Equal([13f, -2f], logits);
    }

    [Fact]
    public void What_a_memory_says_gets_its_factor_and_none_where_it_says_nothing()
    {
        // The labels follow the sum of all three.
        (float[] logits, float[] margins, _) = Draw(1, 1);
        var random = new RandomStream(9);
        float[] logShares = [.. logits.Select(_ => (float)random.NextGaussian())];
        int[] labels = Labels(row => 0.6 * logits[row] + 0.4 * margins[row] + 0.8 * logShares[row]);
        (Mixture found, _) = Mixture.Fit(logits, margins, logShares, labels);
        Assert.Equal(0.6, found.Encoder, 0.08);
        Assert.Equal(0.4, found.NGrams, 0.08);
        Assert.Equal(0.8, found.Neighbors, 0.08);

        int[] others = Labels(row => 0.6 * logits[row] + 0.4 * margins[row]);
        Assert.Equal(0, Mixture.Fit(logits, margins, logShares, others).Mixture.Neighbors);
        Assert.Equal(Mixture.Fit(logits, margins, default, others), Mixture.Fit(logits, margins, logShares, others));
    }

    private static (float[] Logits, float[] Margins, int[] Labels) Draw(double encoder, double ngrams)
    {
        var random = new RandomStream(7);
        float[] logits = [.. Enumerable.Range(0, Rows * Classes).Select(_ => (float)(2 * random.NextGaussian()))];
        float[] margins = [.. Enumerable.Range(0, Rows * Classes).Select(_ => (float)random.NextGaussian())];
        return (logits, margins, Labels(i => encoder * logits[i] + ngrams * margins[i]));
    }

    /// <summary>Each row's class is drawn with the probabilities that these logits give.</summary>
    private static int[] Labels(Func<int, double> logit)
    {
        var random = new RandomStream(11);
        return [.. Enumerable.Range(0, Rows).Select(row =>
        {
            double[] weights = [.. Enumerable.Range(row * Classes, Classes).Select(i => Math.Exp(logit(i)))];
            double rest = random.NextDouble() * weights.Sum();
            int label = 0;
            while (label < Classes - 1 && (rest -= weights[label]) > 0)
            {
                label++;
            }

            return label;
        })];
    }
}
