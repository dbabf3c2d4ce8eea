using ContextMemory.MLNet;

namespace FromMicrosoftMLTorchSharp;

/// <summary>
/// A message as their named entity trainer wants it: the text, and a label for each word between two spaces. Where an entity starts and
/// ends within a word is lost, and where one entity ends and the next of the same type begins.
/// </summary>
internal sealed class LabeledWords
{
    private const string NoEntity = "0";

    private static readonly char[] Punctuation = ['.', ',', '!', '?', ';', ':', '(', ')', '"', '\''];

    public string Sentence { get; init; } = "";

    public string[] Label { get; init; } = [];

    public static LabeledWords Of(AnnotatedDocument document)
    {
        IReadOnlyList<EntitySpan> entities = document.ToList();
        return new LabeledWords
        {
            Sentence = document.Text,
            Label = [.. Words(document.Text).Select(TypeOf)],
        };

        string TypeOf((int Start, int End) word) =>
            entities.Where(entity => Overlap(entity, word)).Select(entity => entity.Type).FirstOrDefault(NoEntity);
    }

    /// <summary>The entities that labels of the words stand for: neighbors of one type are one entity. A missing label is empty.</summary>
    public static IEnumerable<EntitySpan> Entities(string text, IReadOnlyList<string> labels)
    {
        (int Start, int End, string Type) open = (0, 0, "");
        foreach (((int start, int end), string label) in Words(text).Zip(labels))
        {
            if (open.Type.Length > 0 && label != open.Type)
            {
                yield return new EntitySpan(open.Start, open.End - open.Start, open.Type);
            }

            open = label == open.Type ? (open.Start, end, label) : (start, end, label);
        }

        if (open.Type.Length > 0)
        {
            yield return new EntitySpan(open.Start, open.End - open.Start, open.Type);
        }
    }

    /// <summary>The words between spaces, each without the punctuation at its end and its beginning.</summary>
    private static IEnumerable<(int Start, int End)> Words(string text)
    {
        int start = 0;
        foreach (string word in text.Split(' '))
        {
            int skipped = word.Length - word.TrimStart(Punctuation).Length;
            yield return (start + skipped, start + Math.Max(skipped, word.TrimEnd(Punctuation).Length));
            start += word.Length + 1;
        }
    }

    private static bool Overlap(EntitySpan entity, (int Start, int End) word) =>
        entity.Start < word.End && word.Start < entity.Start + entity.Length;
}
