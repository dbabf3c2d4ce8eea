namespace FromMicrosoftMLTorchSharp;

/// <summary>Two messages, and whether they are about the same thing: 1 or 0.</summary>
internal sealed class MessagePair
{
    public string Sentence1 { get; init; } = "";

    public string Sentence2 { get; init; } = "";

    public float Label { get; init; }

    /// <summary>Pairs each message with <paramref name="partners"/> that follow it; behind the last one comes the first.</summary>
    public static MessagePair[] Of(IReadOnlyList<Message> messages, int partners) =>
    [
        .. messages.SelectMany((first, i) => Enumerable.Range(1, partners).Select(step =>
        {
            Message second = messages[(i + step) % messages.Count];
            return new MessagePair { Sentence1 = first.Text, Sentence2 = second.Text, Label = first.Label == second.Label ? 1 : 0 };
        })),
    ];
}
