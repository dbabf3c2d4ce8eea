using System.Collections;

namespace ContextMemory.MLNet.EntityData;

/// <summary>Rows that are made anew each time they are enumerated.</summary>
internal sealed class Reread<T>(Func<IEnumerable<T>> read) : IEnumerable<T>
{
    public IEnumerator<T> GetEnumerator() => read().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
