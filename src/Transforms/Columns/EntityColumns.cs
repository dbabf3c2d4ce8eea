namespace ContextMemory.MLNet.Columns;

/// <summary>The names of the columns that hold entities: all begin with one name, that of the column of their texts or of their tags.</summary>
/// <param name="name">The name that they begin with.</param>
internal readonly struct EntityColumns(string name)
{
    /// <summary>The text of each entity, or the tag of each token where entities are given so.</summary>
    public string Name => name;

    public string Types => $"{name}Types";

    public string Starts => $"{name}Starts";

    public string Lengths => $"{name}Lengths";

    public string Scores => $"{name}Scores";

    public string Tokens => $"{name}Tokens";

    public string Tags => $"{name}Tags";
}
