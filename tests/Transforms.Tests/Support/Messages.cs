using Microsoft.ML;

namespace Transforms.Tests.Support;

/// <summary>Made-up texts of three topics that even a tiny model can learn to tell apart; some are longer than a segment of it.</summary>
internal static class Messages
{
    private static readonly (string Name, string[] Words)[] Topics =
    [
        ("billing", ["invoice", "charged", "refund", "card", "payment", "twice"]),
        ("delivery", ["parcel", "late", "courier", "arrived", "tracking", "box"]),
        ("praise", ["lovely", "thanks", "great", "happy", "quick", "perfect"]),
    ];

    private static readonly string[] OtherWords = ["the", "my", "was", "and", "it", "again", "order", "today"];

    public static List<Message> Make(int count, int seed = 1)
    {
        var random = new Random(seed);
        var messages = new List<Message>(count);
        for (int id = 0; id < count; id++)
        {
            (string topic, string[] words) = Topics[random.Next(Topics.Length)];
            int length = random.Next(2, id % 10 == 9 ? 60 : 12);
            IEnumerable<string> text = Enumerable.Range(0, length).Select(_ => Pick(random, random.Next(2) == 0 ? words : OtherWords));
            messages.Add(new Message { Id = id, Text = string.Join(' ', text), Topic = topic, IsBilling = topic == "billing" });
        }

        return messages;
    }

    /// <summary>The messages with the key column "Label" made from the topic.</summary>
    public static IDataView Load(MLContext context, IReadOnlyList<Message> messages) =>
        WithLabel(context, context.Data.LoadFromEnumerable(messages));

    public static IDataView Load(MLContext context, int count, int seed = 1) => Load(context, Make(count, seed));

    public static IDataView WithLabel(MLContext context, IDataView data) =>
        context.Transforms.Conversion.MapValueToKey("Label", nameof(Message.Topic)).Fit(data).Transform(data);

    private static string Pick(Random random, string[] words) => words[random.Next(words.Length)];
}
