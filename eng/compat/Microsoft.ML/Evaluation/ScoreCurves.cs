namespace Microsoft.ML.Data;

/// <summary>Areas under curves over all thresholds of a score.</summary>
internal static class ScoreCurves
{
    /// <summary>The probability that a positive row outscores a negative one, ties counting half.</summary>
    public static double AreaUnderRoc(IReadOnlyList<(float Score, bool IsPositive)> rows)
    {
        double negativesBelow = 0;
        double won = 0;
        foreach (var tied in rows.GroupBy(row => row.Score).OrderBy(group => group.Key))
        {
            double positives = tied.Count(row => row.IsPositive);
            double negatives = tied.Count() - positives;
            won += positives * (negativesBelow + (negatives / 2));
            negativesBelow += negatives;
        }
        return won / ((rows.Count - negativesBelow) * negativesBelow);
    }

    /// <summary>The lower trapezoid estimate: precision falls between two positives before recall rises.</summary>
    public static double AreaUnderPrecisionRecall(IReadOnlyList<(float Score, bool IsPositive)> rows)
    {
        double positives = rows.Count(row => row.IsPositive);
        double truePositives = 0;
        double falsePositives = 0;
        double precisionBefore = 1;
        double area = 0;
        foreach (var (_, isPositive) in rows.OrderByDescending(row => row.Score))
        {
            if (isPositive)
            {
                truePositives++;
            }
            else
            {
                falsePositives++;
            }
            double precision = truePositives / (truePositives + falsePositives);
            if (isPositive)
            {
                area += (precisionBefore + precision) / 2 / positives;
            }
            precisionBefore = precision;
        }
        return area;
    }
}
