using Microsoft.ML;
using Microsoft.ML.Data;

namespace ContextMemory.MLNet.Benchmarks.Memory;

/// <summary>Texts of made-up words, made anew whenever they are read: they take no memory of their own.</summary>
/// <param name="rows">Number of texts.</param>
/// <param name="words">Words of each, about: 3 of 4 to 5 of 4 of this number.</param>
/// <param name="vocabulary">Different words to draw from, rare ones more rarely.</param>
/// <param name="labels">Number of labels.</param>
internal sealed class MemoryTexts(int rows, int words, int vocabulary = 5_000, int labels = 4)
{
    private const int EntityEvery = 8;
    private const int WordsPerSentence = 12;

    public IDataView Labeled(MLContext context)
    {
        IDataView view = context.Data.LoadFromEnumerable(Rows(random => new LabeledRow { Label = $"label{random.Next(labels)}", Text = Text(random) }));
        return context.Transforms.Conversion.MapValueToKey("Label").Fit(view).Transform(view);
    }

    public IDataView TrueOrFalse(MLContext context) =>
        context.Data.LoadFromEnumerable(Rows(random => new BinaryRow { Label = random.Next(2) > 0, Text = Text(random) }));

    public IDataView WithLabels(MLContext context) => context.Data.LoadFromEnumerable(Rows(random => new LabelsRow
    {
        Label = [.. Enumerable.Range(0, labels).Where(_ => random.Next(labels) < 2).Select(label => $"label{label}")],
        Text = Text(random),
    }));

    public IDataView Annotated(MLContext context) => context.Data.LoadFromEnumerable(Rows(random =>
    {
        string[] drawn = Words(random);
        var entities = new List<EntitySpan>();
        int start = 0;
        for (int i = 0; i < drawn.Length; i++)
        {
            if (i % EntityEvery == EntityEvery - 1)
            {
                entities.Add(new EntitySpan(start, drawn[i].Length, $"T{random.Next(labels)}"));
            }

            start += drawn[i].Length + 1;
        }

        return new AnnotatedDocument(string.Join(' ', drawn), entities);
    }));

    public IDataView Summarized(MLContext context) => context.Data.LoadFromEnumerable(Rows(random =>
    {
        string[] sentences = [.. Words(random).Chunk(WordsPerSentence).Select(chunk => $"{string.Join(' ', chunk)}.")];
        return new SummarizedRow { Text = sentences, Reference = sentences[random.Next(sentences.Length)] };
    }));

    private IEnumerable<T> Rows<T>(Func<Random, T> make)
    {
        for (int row = 0; row < rows; row++)
        {
            yield return make(new Random(row));
        }
    }

    private string Text(Random random) => string.Join(' ', Words(random));

    private string[] Words(Random random)
    {
        var drawn = new string[words * 3 / 4 + random.Next(words / 2 + 1)];
        for (int i = 0; i < drawn.Length; i++)
        {
            // By the inverse of their rank (Zipf).
            drawn[i] = $"w{(int)Math.Pow(vocabulary, random.NextDouble()):x}";
        }

        return drawn;
    }

    private sealed class LabeledRow
    {
        public string Label { get; set; } = "";

        public string Text { get; set; } = "";
    }

    private sealed class BinaryRow
    {
        public bool Label { get; set; }

        public string Text { get; set; } = "";
    }

    private sealed class LabelsRow
    {
        public string[] Label { get; set; } = [];

        public string Text { get; set; } = "";
    }

    private sealed class SummarizedRow
    {
        [VectorType]
        public string[] Text { get; set; } = [];

        public string Reference { get; set; } = "";
    }
}
