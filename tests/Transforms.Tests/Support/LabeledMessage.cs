using Microsoft.ML;

namespace Transforms.Tests.Support;

/// <summary>A message with any number of labels: its topic, and whether it speaks of an order. One of praise alone has none.</summary>
internal sealed class LabeledMessage
{
    public int Id { get; set; }

    public string? Text { get; set; } = "";

    public string[] Labels { get; set; } = [];

    public static IDataView Load(MLContext context, IReadOnlyList<Message> messages) =>
        context.Data.LoadFromEnumerable(messages.Select(Of));

    public static LabeledMessage Of(Message message)
    {
        var labels = new List<string>();
        if (message.Topic != "praise")
        {
            labels.Add(message.Topic);
        }

        if (message.Text?.Contains("order", StringComparison.Ordinal) == true)
        {
            labels.Add("order");
        }

        return new LabeledMessage { Id = message.Id, Text = message.Text, Labels = [.. labels] };
    }
}
