using System.Collections;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Text.Normalization;
using static System.FormattableString;

namespace ContextMemory.MLNet.Rows;

/// <summary>Rows to learn from, unchanged. When all have been read for the first time, it warns of what <c>cmem check</c> warns of.</summary>
/// <param name="rows">The rows.</param>
/// <param name="labels">Reads their labels.</param>
/// <param name="warn">Where warnings go.</param>
internal sealed class WatchedRows(IEnumerable<LabeledText> rows, LabelReader labels, Action<string> warn) : IEnumerable<LabeledText>
{
    /// <summary>Texts that are compared with later ones. They take 32 bytes each.</summary>
    private const int RememberedTexts = 100_000;

    private const int NamedLabels = 5;

    private bool _hasWarned;

    public IEnumerator<LabeledText> GetEnumerator()
    {
        if (_hasWarned)
        {
            foreach (LabeledText row in rows)
            {
                yield return row;
            }

            yield break;
        }

        var seen = new Seen(labels.ClassCount);
        foreach (LabeledText row in rows)
        {
            seen.Add(row);
            yield return row;
        }

        _hasWarned = true;
        seen.Warn(labels, warn);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private sealed class Seen(int classes)
    {
        private readonly int[] _rowsOfClass = new int[classes];
        private readonly Dictionary<ulong, RowLabels> _labelsOfText = [];
        private int _empty;
        private int _repeated;
        private int _contradicting;

        public void Add(LabeledText row)
        {
            RowLabels labels = row.Labels;
            if (row.Text.Span.IsWhiteSpace())
            {
                _empty++;
                return;
            }

            if (!labels.AreKnown)
            {
                return;
            }

            foreach (int one in labels.All)
            {
                _rowsOfClass[one]++;
            }

            ulong text = TextHash.Of(CanonicalText.Of(row.Text.Span).Text);
            if (_labelsOfText.TryGetValue(text, out RowLabels first))
            {
                _repeated++;
                _contradicting += first == labels ? 0 : 1;
            }
            else if (_labelsOfText.Count < RememberedTexts)
            {
                _labelsOfText.Add(text, labels);
            }
        }

        public void Warn(LabelReader labels, Action<string> warn)
        {
            string column = $"the label column '{labels.Column.Name}'";
            (int Label, string Name)[] names =
                [.. Enumerable.Range(0, _rowsOfClass.Length).Where(label => _rowsOfClass[label] > 0).Select(label => (label, labels.NameOf(label)))];
            foreach (IGrouping<string, (int Label, string Name)> alike in names.GroupBy(label => LabelForm.Of(label.Name)).Where(alike => alike.Count() > 1))
            {
                warn($"{List([.. alike.Select(label => label.Name)])} are different labels of {column}, though they differ only in space, case, " +
                    "Unicode form or the way a number is written. Write them alike where they mean the same.");
            }

            string[] rare = [.. names.Where(label => _rowsOfClass[label.Label] == 1).Select(label => label.Name)];
            if (rare.Length > 0)
            {
                warn($"{Count(rare.Length, "label has", "labels have")} one row only in {column}: {List(rare)}. Give more examples of them.");
            }

            if (_empty > 0)
            {
                warn($"{Count(_empty, "row has", "rows have")} no text.");
            }

            if (_repeated > 0)
            {
                warn($"{Count(_repeated, "row repeats", "rows repeat")} the text of an earlier one" +
                    (_contradicting > 0 ? Invariant($", {_contradicting} of them with another label.") : "."));
            }
        }

        private static string List(string[] names)
        {
            string[] shown = [.. names.Take(NamedLabels).Select(name => $"'{name}'")];
            if (names.Length > shown.Length)
            {
                return Invariant($"{string.Join(", ", shown)} and {names.Length - shown.Length} more");
            }

            return shown.Length == 1 ? shown[0] : $"{string.Join(", ", shown[..^1])} and {shown[^1]}";
        }

        private static string Count(int count, string one, string several) => Invariant($"{count} {(count == 1 ? one : several)}");
    }
}
