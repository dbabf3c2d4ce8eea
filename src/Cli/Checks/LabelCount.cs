namespace ContextMemory.MLNet.Cli.Checks;

/// <summary>How often a label occurs.</summary>
/// <param name="Name">As it is written first.</param>
/// <param name="Rows">The rows that have it; of entities, how many have the type.</param>
/// <param name="Place">The line of the first.</param>
/// <param name="OtherPlace">The line of the first that is written in another Unicode form; 0 where there is none.</param>
internal sealed record LabelCount(string Name, long Rows, long Place, long OtherPlace)
{
    public LabelCount With(string label, long line) =>
        this with { Rows = Rows + 1, OtherPlace = OtherPlace == 0 && label != Name ? line : OtherPlace };
}
