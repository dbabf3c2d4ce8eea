namespace ContextMemory.MLNet.Columns;

/// <summary>The names of the columns that hold a summary: all begin with one name, that of the column of its text.</summary>
/// <param name="name">The name that they begin with.</param>
internal readonly struct SummaryColumns(string name)
{
    public string Name => name;

    public string Sentences => $"{name}Sentences";

    public string Scores => $"{name}Scores";

    public string Starts => $"{name}Starts";

    public string Lengths => $"{name}Lengths";
}
