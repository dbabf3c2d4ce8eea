using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>Reads the training rows again for each pass, as ML.NET does: who trains on what is dear to compute puts a cache before it.</summary>
internal sealed class SdcaReader
{
    private readonly IDataView _data;
    private readonly DataViewSchema.Column? _weight;
    private readonly Dictionary<DataViewRowId, int> _indices = [];

    public SdcaReader(IDataView data, DataViewSchema.Column features, DataViewSchema.Column label, DataViewSchema.Column? weight)
    {
        _data = data;
        Features = features;
        Label = label;
        _weight = weight;
        Count = ReadAll(null, id => _indices.TryAdd(id, _indices.Count)).Count();
    }

    public DataViewSchema.Column Features { get; }

    public DataViewSchema.Column Label { get; }

    public int Count { get; }

    public int SkippedCount { get; private set; }

    /// <summary>The rows, each under the same index in every pass; shuffled if a generator is given.</summary>
    public IEnumerable<SdcaRow> Read(Random random = null) => ReadAll(random, _ => { });

    private IEnumerable<SdcaRow> ReadAll(Random random, Action<DataViewRowId> onRow)
    {
        DataViewSchema.Column[] columns = _weight is { } column ? [Features, Label, column] : [Features, Label];
        using var cursor = _data.GetRowCursor(columns, random == null ? null : new Random(random.Next()));
        var idGetter = cursor.GetIdGetter();
        var featureGetter = cursor.GetGetter<VBuffer<float>>(Features);
        var labelGetter = cursor.GetLabelGetter(Label);
        var weightGetter = _weight is { } given ? cursor.GetGetter<float>(given) : (ref float value) => value = 1;
        DataViewRowId id = default;
        VBuffer<float> features = default;
        float label = 0;
        float weight = 1;
        SkippedCount = 0;
        while (cursor.MoveNext())
        {
            idGetter(ref id);
            featureGetter(ref features);
            labelGetter(ref label);
            weightGetter(ref weight);
            if (float.IsNaN(label) || !float.IsFinite(weight) || !features.AreFinite())
            {
                SkippedCount++;
                continue;
            }
            onRow(id);
            yield return new SdcaRow(_indices[id], features, (int)label, weight);
        }
    }
}
