using System.Globalization;

namespace ContextMemory.MLNet.Tasks.Entities;

/// <summary>Counts over the training rows how entities lie on words.</summary>
internal sealed class AlignmentCounter
{
    private const int MostExamples = 10;

    private readonly List<string> _examples = [];
    private long _rows;
    private int _entities;
    private int _misfits;
    private int _leftOut;
    private bool _fitAsCodePoints = true;

    public void Add(AnnotatedText row)
    {
        _rows++;
        _entities += row.Entities.Count + row.LeftOut;
        _misfits += row.Misfits.Count;
        _leftOut += row.LeftOut;
        _fitAsCodePoints &= row.FitsAsCodePoints;
        foreach (EntitySpan entity in row.Misfits.Take(MostExamples - _examples.Count))
        {
            string name = row.Text.Text.Substring(entity.Start, entity.Length);
            _examples.Add(string.Create(CultureInfo.InvariantCulture, $"row {_rows}: '{name}' at {entity.Start}"));
        }
    }

    public EntityAlignment Count() => new()
    {
        Entities = _entities,
        Misfits = _misfits,
        LeftOut = _leftOut,
        FitAsCodePoints = _misfits > 0 && _fitAsCodePoints,
        Examples = _examples,
    };
}
