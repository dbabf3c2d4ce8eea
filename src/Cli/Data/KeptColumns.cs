using System.Text.Json;

namespace ContextMemory.MLNet.Cli.Data;

/// <summary>Which columns of the input go with a row to what is written of it.</summary>
/// <param name="Names">Their names in order; null is all.</param>
internal sealed record KeptColumns(IReadOnlyList<string>? Names)
{
    public static KeptColumns All { get; } = new((IReadOnlyList<string>?)null);

    public static KeptColumns None { get; } = new([]);

    /// <summary>Those of an object; one that is named and that it has not is missing.</summary>
    /// <param name="row">The object.</param>
    /// <param name="read">The members that are read, and not kept unless they are named.</param>
    public IReadOnlyList<KeptColumn> Of(JsonElement row, params ReadOnlySpan<string> read)
    {
        if (Names is { Count: 0 })
        {
            return [];
        }

        var kept = new List<KeptColumn>();
        foreach (JsonProperty member in row.EnumerateObject())
        {
            if (Names is null ? !read.Contains(member.Name) : Names.Contains(member.Name))
            {
                kept.Add(KeptColumn.Of(member.Name, member.Value));
            }
        }

        return Names is null ? kept : [.. Names.Select(name => kept.Where(column => column.Name == name).LastOrDefault(KeptColumn.Missing(name)))];
    }
}
