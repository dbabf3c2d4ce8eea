using System.Globalization;

namespace ContextMemory.MLNet.Cli.Checks;

/// <summary>Why no entities can be learned from a file, as the trainer says it.</summary>
internal static class EntityFaults
{
    public static string? Find(CheckReport report) =>
        report.Tokens == 0 ? "no row has a word: there is nothing to learn from"
            : report.Labels.Count == 0 ? "no row has an entity: there is nothing to learn"
            : report.Labels.Count > ContextMemoryExtractEntitiesOptions.MostTypes ? string.Create(
                CultureInfo.InvariantCulture,
                $"there are {report.Labels.Count} types of entities; expected at most {ContextMemoryExtractEntitiesOptions.MostTypes}: kinds such as PERSON, not the entities themselves")
            : null;
}
