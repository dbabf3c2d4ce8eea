using Microsoft.ML;

namespace Transforms.Tests.Support;

/// <summary>A message in which words are marked as entities: those that tell its topic, or the first word where there is none.</summary>
internal sealed class MarkedMessage
{
    private static readonly string[] Telling = ["invoice", "refund", "card", "parcel", "courier", "box", "thanks", "great"];

    public int Id { get; set; }

    public string? Text { get; set; } = "";

    public int[] LabelStarts { get; set; } = [];

    public int[] LabelLengths { get; set; } = [];

    public string[] LabelTypes { get; set; } = [];

    public static IDataView Load(MLContext context, IReadOnlyList<Message> messages) =>
        context.Data.LoadFromEnumerable(messages.Select(Of));

    private static MarkedMessage Of(Message message)
    {
        List<(int Start, int Length)> words = [];
        for (int start = 0; start < message.Text?.Length;)
        {
            int end = message.Text.IndexOf(' ', start);
            int length = (end < 0 ? message.Text.Length : end) - start;
            if (!string.IsNullOrWhiteSpace(message.Text.Substring(start, length)))
            {
                words.Add((start, length));
            }

            start += length + 1;
        }

        (int Start, int Length)[] telling = [.. words.Where(word => Telling.Contains(message.Text!.Substring(word.Start, word.Length)))];
        (int Start, int Length)[] marked = telling.Length > 0 ? telling : [.. words.Take(1)];
        return new MarkedMessage
        {
            Id = message.Id,
            Text = message.Text,
            LabelStarts = [.. marked.Select(word => word.Start)],
            LabelLengths = [.. marked.Select(word => word.Length)],
            LabelTypes = [.. marked.Select(_ => message.Topic)],
        };
    }
}
