using System.Numerics.Tensors;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Text.Normalization;

namespace ContextMemory.MLNet.Tasks.Summarization;

/// <summary>
/// What is known of a sentence without learning: where it stands, how long it is, how central to the document, how like the title.
/// Measures whose scale differs from document to document enter by their distance from the document's mean, in standard deviations,
/// and by their rank in the document.
/// </summary>
internal static class SentenceFeatures
{
    // Of the document's beginning and end, each sentence by itself.
    private const int FirstPlaces = 6;
    private const int LastPlaces = 3;
    private const int PositionFeatures = FirstPlaces + LastPlaces + 7;
    private const int ShapeFeatures = 6;
    private const int Measures = 7;
    private const float Bound = 3;

    /// <summary>Numbers a sentence has.</summary>
    public const int Count = PositionFeatures + ShapeFeatures + 2 * Measures + 1;

    /// <summary>[sentences x Count], row by row.</summary>
    public static float[] Of(IReadOnlyList<string> sentences, string title) => Of(sentences, title, 0, sentences.Count);

    /// <summary>[sentences x Count], row by row.</summary>
    /// <param name="sentences">The sentences of a document, or of a part of it.</param>
    /// <param name="title">The document's title; empty where there is none.</param>
    /// <param name="first">How many sentences of the document come before them.</param>
    /// <param name="documentCount">How many the document has.</param>
    public static float[] Of(IReadOnlyList<string> sentences, string title, int first, int documentCount)
    {
        int count = sentences.Count;
        var features = new float[count * Count];
        var bags = new SentenceBags(sentences);
        SentenceBags.Bag titleBag = bags.Read(title);
        float[] lengths = [.. sentences.Select(sentence => (float)CountWords(sentence))];
        float[] titleCosines = SentenceCentrality.Similarity(bags, titleBag);
        float[][] measures =
        [
            lengths,
            SentenceCentrality.TextRank(bags),
            SentenceCentrality.LexRank(bags),
            SentenceCentrality.TfIdf(bags),
            titleCosines,
            SentenceCentrality.Similarity(bags, bags.Sentences.Count > 0 ? bags.Sentences[0] : titleBag),
            [.. bags.Sentences.Select(bag => bag.Words.Sum(bags.Weight) / Math.Max(1, bag.Words.Length))],
        ];
        for (int i = 0; i < count; i++)
        {
            Span<float> row = features.AsSpan(i * Count, Count);
            AddPosition(row, first + i, documentCount);
            AddShape(row[PositionFeatures..], CanonicalText.Of(sentences[i]), lengths[i]);
            row[^1] = titleCosines[i];
        }

        for (int measure = 0; measure < Measures; measure++)
        {
            AddMeasure(features, PositionFeatures + ShapeFeatures + 2 * measure, measures[measure]);
        }

        return features;
    }

    public static int CountWords(string sentence)
    {
        int count = 0;
        var tokens = new WordTokenizer(sentence);
        while (tokens.MoveNext())
        {
            count += char.IsLetterOrDigit(tokens.Token[0]) || char.IsSurrogate(tokens.Token[0]) ? 1 : 0;
        }

        return count;
    }

    private static void AddPosition(Span<float> row, int place, int count)
    {
        float share = count > 1 ? (float)place / (count - 1) : 0;
        row[0] = share;
        row[1] = share * share;
        row[2] = 1f / (1 + place);
        row[3] = 1f / (count - place);
        row[4] = MathF.Log(1 + place) / 3;
        row[5] = MathF.Log(count - place) / 3;
        row[6] = MathF.Log(count) / 3;
        if (place < FirstPlaces)
        {
            row[7 + place] = 1;
        }

        if (count - 1 - place < LastPlaces)
        {
            row[7 + FirstPlaces + count - 1 - place] = 1;
        }
    }

    private static void AddShape(Span<float> row, string sentence, float length)
    {
        int digits = 0;
        int capitals = 0;
        int marks = 0;
        foreach (char c in sentence)
        {
            digits += char.IsDigit(c) ? 1 : 0;
            capitals += char.IsUpper(c) ? 1 : 0;
            marks += char.IsPunctuation(c) ? 1 : 0;
        }

        float characters = Math.Max(1, sentence.Length);
        row[0] = MathF.Log(1 + length) / 3;
        row[1] = 10 * digits / characters;
        row[2] = 10 * capitals / characters;
        row[3] = 10 * marks / characters;
        row[4] = sentence.AsSpan().TrimEnd().EndsWith('?') || sentence.AsSpan().TrimEnd().EndsWith('？') ? 1 : 0;
        row[5] = sentence.AsSpan().IndexOfAny("\"“”「«:：") >= 0 ? 1 : 0;
    }

    private static void AddMeasure(float[] features, int column, float[] values)
    {
        int count = values.Length;
        if (count == 0)
        {
            return;
        }

        float mean = TensorPrimitives.Sum<float>(values) / count;
        float variance = TensorPrimitives.SumOfSquares<float>(values) / count - mean * mean;
        float scale = variance > 1e-12f * (1 + mean * mean) ? 1 / MathF.Sqrt(variance) : 0;
        int[] order = [.. Enumerable.Range(0, count).OrderBy(i => values[i])];
        for (int rank = 0; rank < count;)
        {
            // Equal values share the mean of their ranks.
            int end = rank + 1;
            while (end < count && values[order[end]] == values[order[rank]])
            {
                end++;
            }

            float share = count > 1 ? (rank + end - 1) / 2f / (count - 1) - 0.5f : 0;
            for (; rank < end; rank++)
            {
                int i = order[rank];
                features[i * Count + column] = Math.Clamp((values[i] - mean) * scale, -Bound, Bound);
                features[i * Count + column + 1] = share;
            }
        }
    }
}
