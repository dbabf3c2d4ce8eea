namespace ContextMemory.MLNet.Cli.Output;

/// <summary>A column of a table of predictions.</summary>
/// <param name="Name">What its header says.</param>
/// <param name="Type">What its values are: string, long or float.</param>
internal readonly record struct TableColumn(string Name, Type Type)
{
    public static TableColumn Text(string name) => new(name, typeof(string));

    public static TableColumn Count(string name) => new(name, typeof(long));

    public static TableColumn Number(string name) => new(name, typeof(float));
}
