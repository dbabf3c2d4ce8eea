using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(KeyToValueMappingTransformer), null, typeof(SignatureLoadModel), "", KeyToValueMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

public sealed class KeyToValueMappingEstimator : TrivialEstimator<KeyToValueMappingTransformer>
{
    internal KeyToValueMappingEstimator(IHostEnvironment env, InputOutputColumnPair[] columns)
        : base(new KeyToValueMappingTransformer(env, columns))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var added = Transformer.Columns.Select(pair =>
        {
            if (!Contracts.CheckValue(inputSchema).TryFindColumn(pair.InputColumnName, out var column))
            {
                throw Contracts.ExceptSchemaMismatch(nameof(inputSchema), "input", pair.InputColumnName);
            }
            if (!column.IsKey)
            {
                throw Contracts.ExceptSchemaMismatch(nameof(inputSchema), "input", pair.InputColumnName, "KeyType", column.GetTypeString());
            }
            bool hasValues = column.Annotations.TryFindColumn(AnnotationKinds.KeyValues, out var values);
            Contracts.CheckParam(hasValues, nameof(inputSchema), $"Input column '{pair.InputColumnName}' doesn't contain key values metadata");
            var slotNames = new SchemaShape(column.Annotations.Where(annotation => annotation.Name == AnnotationKinds.SlotNames));
            return new SchemaShape.Column(pair.OutputColumnName, column.Kind, values.ItemType, values.IsKey, slotNames);
        });
        return inputSchema.With(added.ToArray());
    }
}

public sealed class KeyToValueMappingTransformer : RowToRowTransformerBase
{
    internal const string LoaderSignature = "KeyToValueTransform";

    internal KeyToValueMappingTransformer(IHostEnvironment env, InputOutputColumnPair[] columns)
        : base(env)
    {
        InputOutputColumnPair.CheckDistinct(columns);
        Columns = columns;
    }

    internal InputOutputColumnPair[] Columns { get; }

    private static VersionInfo Version => StandInModel.Version("KEY2VALT", LoaderSignature);

    private protected override AddedColumn[] AddColumns(DataViewSchema inputSchema) => Array.ConvertAll(Columns, pair =>
    {
        var input = inputSchema.GetColumnOrNull(pair.InputColumnName) ?? throw Contracts.ExceptSchemaMismatch(nameof(inputSchema), "input", pair.InputColumnName);
        var values = input.Annotations.Schema.GetColumnOrNull(AnnotationKinds.KeyValues)?.Type as VectorDataViewType ?? throw Contracts.Except("Metadata KeyValues does not exist");
        Contracts.Check(
            input.Type.GetItemType() is KeyDataViewType key && key.Count == (ulong)values.Size,
            "KeyValues metadata size does not match column type key count");
        DataViewType type = input.Type is VectorDataViewType vector ? new VectorDataViewType(values.ItemType, vector.Dimensions) : values.ItemType;
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add(input.Annotations, name => name == AnnotationKinds.SlotNames);
        var column = new DataViewSchema.DetachedColumn(pair.OutputColumnName, type, annotations.ToAnnotations());
        var makeGetter = GenericMethod.For<Func<DataViewSchema.Column, Func<DataViewRow, Delegate>>>(Map<uint, int>, input.Type.GetItemType().RawType, values.ItemType.RawType);
        return new AddedColumn(column, [input.Index], makeGetter(input));
    });

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        InputOutputColumnPair.Save(ctx, Columns);
    }

    internal static KeyToValueMappingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        return new KeyToValueMappingTransformer(env, InputOutputColumnPair.Load(ctx));
    }

    private static Func<DataViewRow, Delegate> Map<TKey, TValue>(DataViewSchema.Column input)
        where TKey : struct
    {
        VBuffer<TValue> stored = default;
        input.GetKeyValues(ref stored);
        var values = stored.DenseValues().ToArray();
        var missing = MissingValue<TValue>();

        TValue ValueOf(TKey key)
        {
            ulong number = Convert.ToUInt64(key);
            return 0 < number && number <= (ulong)values.Length ? values[number - 1] : missing;
        }

        if (input.Type is VectorDataViewType)
        {
            return row =>
            {
                var getter = row.GetGetter<VBuffer<TKey>>(input);
                VBuffer<TKey> keys = default;
                return (ValueGetter<VBuffer<TValue>>)((ref VBuffer<TValue> value) =>
                {
                    getter(ref keys);
                    var editor = VBufferEditor.Create(ref value, keys.Length);
                    foreach (var (slot, key) in keys.Items(all: true))
                    {
                        editor.Values[slot] = ValueOf(key);
                    }
                    value = editor.Commit();
                });
            };
        }
        return row =>
        {
            var getter = row.GetGetter<TKey>(input);
            TKey key = default;
            return (ValueGetter<TValue>)((ref TValue value) =>
            {
                getter(ref key);
                value = ValueOf(key);
            });
        };
    }

    private static TValue MissingValue<TValue>() => default(TValue) switch
    {
        float => (TValue)(object)float.NaN,
        double => (TValue)(object)double.NaN,
        _ => default,
    };
}
