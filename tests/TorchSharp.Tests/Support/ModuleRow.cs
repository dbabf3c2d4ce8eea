namespace ContextMemory.MLNet.TorchTests.Support;

/// <summary>A row for every task.</summary>
internal sealed class ModuleRow
{
    public required string Topic { get; init; }

    public required bool IsFruit { get; init; }

    public required string Text { get; init; }

    public required string[] Tags { get; init; }

    public required string[] Tokens { get; init; }

    public required string[] EntityTags { get; init; }

    public static IEnumerable<ModuleRow> Some(int count) => Enumerable.Range(0, count).Select(i =>
    {
        bool isFruit = i % 2 == 0;
        string topic = isFruit ? "fruit" : "cars";
        return new ModuleRow
        {
            Topic = topic,
            IsFruit = isFruit,
            Text = isFruit ? $"Apples and pears number {i} are ripe. They are fruit of the garden." : $"Wheels and engines number {i} turn. These are parts of cars.",
            Tags = i % 3 == 0 ? [topic, "third"] : [topic],
            Tokens = ["buy", isFruit ? "apples" : "wheels", "in", "Rome", $"on day {i}"],
            EntityTags = ["O", "B-THING", "O", "B-PLACE", "O"],
        };
    });
}
