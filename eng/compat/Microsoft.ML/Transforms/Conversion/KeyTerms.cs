using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The distinct values of a column, numbered: value i has key i + 1, and 0 is what is missing or not among them.</summary>
internal abstract class KeyTerms
{
    public abstract PrimitiveDataViewType ItemType { get; }

    public abstract int Count { get; }

    // A key type cannot have no keys.
    public KeyDataViewType KeyType => new(typeof(uint), Math.Max(1, Count));

    public static KeyTerms Create(DataViewType type, int limit, bool sorted)
        => GenericMethod.For<Func<PrimitiveDataViewType, int, bool, KeyTerms>>(Create<int>, type.GetItemType().RawType)((PrimitiveDataViewType)type.GetItemType(), limit, sorted);

    /// <summary>An action that takes in the values of the row; it returns false when no more are wanted.</summary>
    public abstract Func<bool> Collect(DataViewRow row, DataViewSchema.Column column);

    public abstract void Finish();

    public abstract Delegate MakeGetter(DataViewRow row, DataViewSchema.Column column);

    public abstract void AddKeyValues(DataViewSchema.Annotations.Builder builder, DataViewSchema.Column source, bool asText);

    public abstract void Save(BinaryWriter writer);

    public abstract void Load(BinaryReader reader);

    private static KeyTerms Create<T>(PrimitiveDataViewType itemType, int limit, bool sorted) => new KeyTerms<T>(itemType, limit, sorted);
}

internal sealed class KeyTerms<T>(PrimitiveDataViewType itemType, int limit, bool sorted) : KeyTerms
{
    private readonly List<T> _terms = [];
    private Dictionary<T, uint> _keys = new(TermComparer<T>.Instance);

    public override PrimitiveDataViewType ItemType => itemType;

    public override int Count => _terms.Count;

    public override Func<bool> Collect(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is VectorDataViewType)
        {
            var vectorGetter = row.GetGetter<VBuffer<T>>(column);
            VBuffer<T> vector = default;
            return () =>
            {
                vectorGetter(ref vector);
                return vector.DenseValues().All(Add);
            };
        }
        var getter = row.GetGetter<T>(column);
        T value = default;
        return () =>
        {
            getter(ref value);
            return Add(value);
        };
    }

    public override void Finish()
    {
        if (sorted)
        {
            _terms.Sort(TermComparer<T>.Instance);
        }
        _keys = new(TermComparer<T>.Instance);
        for (int i = 0; i < _terms.Count; i++)
        {
            _keys.Add(_terms[i], (uint)i + 1);
        }
    }

    public override Delegate MakeGetter(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is not VectorDataViewType)
        {
            var getter = row.GetGetter<T>(column);
            T value = default;
            return (ValueGetter<uint>)((ref uint key) =>
            {
                getter(ref value);
                key = _keys.GetValueOrDefault(value);
            });
        }
        var vectorGetter = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> vector = default;
        return (ValueGetter<VBuffer<uint>>)((ref VBuffer<uint> keys) =>
        {
            vectorGetter(ref vector);
            var editor = VBufferEditor.Create(ref keys, vector.Length);
            foreach (var (slot, value) in vector.Items(all: true))
            {
                editor.Values[slot] = _keys.GetValueOrDefault(value);
            }
            keys = editor.Commit();
        });
    }

    public override void AddKeyValues(DataViewSchema.Annotations.Builder builder, DataViewSchema.Column source, bool asText)
    {
        if (Count == 0)
        {
            return;
        }
        if (asText && itemType is not TextDataViewType)
        {
            Add(builder, TextDataViewType.Instance, _terms.Select(term => Convert.ToString(term, System.Globalization.CultureInfo.InvariantCulture).AsMemory()));
        }
        else if (itemType is KeyDataViewType && source.Annotations.Schema.GetColumnOrNull(AnnotationKinds.KeyValues)?.Type is VectorDataViewType values)
        {
            GenericMethod.For<Action<DataViewSchema.Annotations.Builder, DataViewSchema.Column, PrimitiveDataViewType>>(AddValuesOfKeys<int>, values.ItemType.RawType)(builder, source, values.ItemType);
        }
        else
        {
            Add(builder, itemType, _terms);
        }
    }

    public override void Save(BinaryWriter writer)
    {
        writer.Write(_terms.Count);
        foreach (var term in _terms)
        {
            ValueCodec<T>.Write(writer, term);
        }
    }

    public override void Load(BinaryReader reader)
    {
        int count = reader.ReadInt32();
        for (int i = 0; i < count; i++)
        {
            _terms.Add(ValueCodec<T>.Read(reader));
        }
        Finish();
    }

    private static void Add<TValue>(DataViewSchema.Annotations.Builder builder, PrimitiveDataViewType type, IEnumerable<TValue> values)
    {
        var all = values.ToArray();
        var vector = new VBuffer<TValue>(all.Length, all);
        builder.Add(AnnotationKinds.KeyValues, new VectorDataViewType(type, all.Length), (ref VBuffer<TValue> value) => vector.CopyTo(ref value));
    }

    private void AddValuesOfKeys<TValue>(DataViewSchema.Annotations.Builder builder, DataViewSchema.Column source, PrimitiveDataViewType type)
    {
        VBuffer<TValue> values = default;
        source.GetKeyValues(ref values);
        Add(builder, type, _terms.Select(key => values.GetItemOrDefault(checked((int)(Convert.ToUInt64(key) - 1)))));
    }

    private bool Add(T value)
    {
        if (!TermComparer<T>.IsMissing(value, itemType) && !_keys.ContainsKey(value))
        {
            var kept = TermComparer<T>.Keep(value);
            _terms.Add(kept);
            _keys.Add(kept, (uint)_terms.Count);
        }
        return _terms.Count < limit;
    }
}
