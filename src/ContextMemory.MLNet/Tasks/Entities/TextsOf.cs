using System.Collections;

namespace ContextMemory.MLNet.Tasks.Entities;

/// <summary>The texts of rows, each read when asked for.</summary>
internal sealed class TextsOf(IReadOnlyList<TaggedCodes> rows) : IReadOnlyList<EntityCodes>
{
    public int Count => rows.Count;

    public EntityCodes this[int index] => rows[index].Codes;

    public IEnumerator<EntityCodes> GetEnumerator() => rows.Select(row => row.Codes).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
