using ContextMemory.MLNet.Text.Normalization;

namespace ContextMemory.MLNet.Evaluation;

/// <summary>Measures an entity extractor row by row: nothing of a row is kept.</summary>
internal sealed class EntityEvaluator
{
    private readonly SortedDictionary<string, MatchScores> _types = new(StringComparer.Ordinal);
    private readonly SortedDictionary<(string Type, string Found), long> _confusion = new(
        Comparer<(string Type, string Found)>.Create((left, right) =>
        {
            int order = string.CompareOrdinal(left.Type, right.Type);
            return order != 0 ? order : string.CompareOrdinal(left.Found, right.Found);
        }));

    private long _rows;
    private long _partialMatches;
    private long _typeErrors;
    private long _missed;
    private long _spurious;

    /// <param name="right">The entities that there are; one that is given twice counts once.</param>
    /// <param name="found">The entities that were found, in the same units.</param>
    public void Add(IEnumerable<EntitySpan> right, IEnumerable<EntitySpan> found)
    {
        _rows++;
        HashSet<EntitySpan> rightOnes = SetOf(right);
        HashSet<EntitySpan> foundOnes = SetOf(found);
        foreach (EntitySpan entity in rightOnes)
        {
            bool isCorrect = foundOnes.Contains(entity);
            AddTo(entity.Type, new MatchScores(1, 0, isCorrect ? 1 : 0));
            AddConfusion(entity, foundOnes);
            if (!isCorrect)
            {
                AddError(entity, foundOnes);
            }
        }

        foreach (EntitySpan entity in foundOnes)
        {
            AddTo(entity.Type, new MatchScores(0, 1, 0));
            _spurious += rightOnes.Any(other => Overlap(entity, other)) ? 0 : 1;
        }
    }

    public EntityMetrics Measure() => new()
    {
        Rows = _rows,
        Micro = _types.Values.Aggregate(default(MatchScores), (sum, scores) => sum.Plus(scores)),
        PerType = _types,
        PartialMatches = _partialMatches,
        TypeErrors = _typeErrors,
        Missed = _missed,
        Spurious = _spurious,
        Confusion = _confusion,
    };

    private static HashSet<EntitySpan> SetOf(IEnumerable<EntitySpan> entities) =>
        [.. entities.Select(entity => entity with { Type = CanonicalText.Of(entity.Type) })];

    private void AddTo(string type, MatchScores scores) => _types[type] = _types.GetValueOrDefault(type).Plus(scores);

    private void AddConfusion(EntitySpan entity, HashSet<EntitySpan> found)
    {
        foreach (EntitySpan other in found.Where(other => SameExtent(entity, other)))
        {
            (string, string) pair = (entity.Type, other.Type);
            _confusion[pair] = _confusion.GetValueOrDefault(pair) + 1;
        }
    }

    private void AddError(EntitySpan entity, HashSet<EntitySpan> found)
    {
        if (found.Any(other => SameExtent(entity, other)))
        {
            _typeErrors++;
        }
        else if (found.Any(other => other.Type == entity.Type && Overlap(entity, other)))
        {
            _partialMatches++;
        }
        else if (!found.Any(other => Overlap(entity, other)))
        {
            _missed++;
        }
    }

    private static bool SameExtent(EntitySpan left, EntitySpan right) => left.Start == right.Start && left.Length == right.Length;

    private static bool Overlap(EntitySpan left, EntitySpan right) => left.Start < right.End && right.Start < left.End;
}
