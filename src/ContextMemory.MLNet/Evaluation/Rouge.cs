using System.Numerics;

using ContextMemory.MLNet.Evaluation;

namespace ContextMemory.MLNet;

/// <summary>
/// ROUGE-1, ROUGE-2 and ROUGE-L (Lin 2004). Of several references that with the best F1 counts, for each measure by itself.
/// </summary>
/// <remarks>
/// A word is a run of letters and digits; case does not matter, and all other characters part words ("don't" has two, "3.14" too). Accents
/// and other combining marks belong to their letter, as in Arabic and Devanagari; equivalent spellings of a text are the same, and characters
/// that are not seen, such as soft hyphens, do not count. Of scripts without spaces between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese)
/// each letter is a word, with its marks. Where both texts are ASCII the measures are those of Google's <c>rouge-score</c> without stemming; that
/// package drops all letters but a-z.
/// </remarks>
public static class Rouge
{
    /// <summary>Compares a summary with its reference.</summary>
    public static RougeScores Score(string summary, string reference) => Score(summary, [reference]);

    /// <summary>Compares a summary with each of its references and takes the best of each measure.</summary>
    /// <exception cref="ArgumentException">There is no reference.</exception>
    public static RougeScores Score(string summary, IReadOnlyList<string> references)
    {
        ArgumentNullException.ThrowIfNull(summary);
        ArgumentNullException.ThrowIfNull(references);
        return references.Count > 0
            ? Score(RougeText.Of(summary), [.. references.Select(reference => RougeText.Of(reference))])
            : throw new ArgumentException("There is no reference to compare the summary with.", nameof(references));
    }

    internal static RougeScores Score(RougeText summary, IReadOnlyList<RougeText> references)
    {
        RougeScores best = Score(summary, references[0]);
        foreach (RougeText reference in references.Skip(1))
        {
            RougeScores scores = Score(summary, reference);
            best = new RougeScores(
                Better(best.Rouge1, scores.Rouge1), Better(best.Rouge2, scores.Rouge2), Better(best.RougeL, scores.RougeL));
        }

        return best;
    }

    internal static RougeScore Rouge1(RougeText summary, RougeText reference) =>
        RougeScore.Of(CountCommon(summary.SortedWords, reference.SortedWords), summary.Words.Length, reference.Words.Length);

    internal static RougeScore Rouge2(RougeText summary, RougeText reference) =>
        RougeScore.Of(CountCommon(summary.SortedPairs, reference.SortedPairs), summary.SortedPairs.Length, reference.SortedPairs.Length);

    private static RougeScores Score(RougeText summary, RougeText reference) =>
        new(
            Rouge1(summary, reference),
            Rouge2(summary, reference),
            RougeScore.Of(LongestCommonSubsequence(summary.Words, reference.Words), summary.Words.Length, reference.Words.Length));

    private static RougeScore Better(RougeScore first, RougeScore second) => second.F1 > first.F1 ? second : first;

    /// <summary>Each occurrence in one finds at most one in the other.</summary>
    private static int CountCommon<T>(ReadOnlySpan<T> first, ReadOnlySpan<T> second)
        where T : INumber<T>
    {
        int common = 0;
        int i = 0;
        int j = 0;
        while (i < first.Length && j < second.Length)
        {
            if (first[i] == second[j])
            {
                common++;
                i++;
                j++;
            }
            else if (first[i] < second[j])
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return common;
    }

    private static int LongestCommonSubsequence(ReadOnlySpan<ulong> first, ReadOnlySpan<ulong> second)
    {
        // lengths[j]: of the rows so far and the first j words of the second text.
        var lengths = new int[second.Length + 1];
        foreach (ulong word in first)
        {
            int diagonal = 0;
            for (int j = 1; j < lengths.Length; j++)
            {
                int above = lengths[j];
                lengths[j] = word == second[j - 1] ? diagonal + 1 : Math.Max(above, lengths[j - 1]);
                diagonal = above;
            }
        }

        return lengths[^1];
    }
}
