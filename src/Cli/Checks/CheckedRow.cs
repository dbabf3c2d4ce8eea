namespace ContextMemory.MLNet.Cli.Checks;

/// <summary>A row of training data as the check sees it.</summary>
/// <param name="Place">Where it is: the number of its line, or of its first.</param>
/// <param name="Text">What duplicates are found by.</param>
/// <param name="Tokens">How many tokens it has.</param>
/// <param name="Labels">Its label, or the type of each of its entities.</param>
/// <param name="Remarks">What is wrong with it, or odd.</param>
internal sealed record CheckedRow(long Place, string Text, int Tokens, IReadOnlyList<string> Labels, IReadOnlyList<Remark> Remarks)
{
    /// <summary>A line that is no row.</summary>
    public static CheckedRow Unreadable(long line, string text, string fault) =>
        new(line, text, 0, [], [new Remark(line, "line", fault, IsFault: true)]);
}
