using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(ValueToKeyMappingTransformer), null, typeof(SignatureLoadModel), "", ValueToKeyMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

public sealed class ValueToKeyMappingEstimator : IEstimator<ValueToKeyMappingTransformer>
{
    private readonly IHost _host;
    private readonly InputOutputColumnPair[] _columns;
    private readonly int _maximumNumberOfKeys;
    private readonly KeyOrdinality _keyOrdinality;
    private readonly bool _valuesAsText;
    private readonly IDataView _keyData;

    internal ValueToKeyMappingEstimator(
        IHostEnvironment env,
        InputOutputColumnPair[] columns,
        int maximumNumberOfKeys,
        KeyOrdinality keyOrdinality,
        bool valuesAsText,
        IDataView keyData)
    {
        _host = env.Register(nameof(ValueToKeyMappingEstimator));
        InputOutputColumnPair.CheckDistinct(columns);
        Contracts.CheckParam(
            keyData == null || keyData.Schema.Count == 1,
            nameof(keyData),
            $"If specified, this data view should contain only a single column containing the terms to map, but this had {keyData?.Schema.Count} columns.");
        _columns = columns;
        _maximumNumberOfKeys = maximumNumberOfKeys;
        _keyOrdinality = keyOrdinality;
        _valuesAsText = valuesAsText;
        _keyData = keyData;
    }

    public enum KeyOrdinality : byte
    {
        ByOccurrence = 0,
        ByValue = 1,
    }

    public ValueToKeyMappingTransformer Fit(IDataView input)
    {
        using var channel = _host.Start("Training");
        var inputs = Array.ConvertAll(_columns, pair => ValueToKeyMappingTransformer.InputOf(pair, Contracts.CheckValue(input).Schema));
        Contracts.CheckParam(_maximumNumberOfKeys > 0, "MaxNumTerms", "Must be positive");
        var terms = Array.ConvertAll(inputs, column => KeyTerms.Create(_keyData?.Schema[0].Type ?? column.Type, _keyData == null ? _maximumNumberOfKeys : int.MaxValue, _keyOrdinality == KeyOrdinality.ByValue));
        if (_keyData == null)
        {
            Collect(terms, input, inputs);
        }
        else
        {
            Collect(terms, _keyData, Array.ConvertAll(inputs, _ => _keyData.Schema[0]));
        }
        for (int i = 0; i < terms.Length; i++)
        {
            terms[i].Finish();
            Contracts.CheckParam(
                terms[i].ItemType.Equals(inputs[i].Type.GetItemType()),
                "keyData",
                $"Terms from input data type '{terms[i].ItemType}' but mismatches column '{_columns[i].OutputColumnName}' item type '{inputs[i].Type.GetItemType()}'");
            if (terms[i].Count == 0)
            {
                channel.Warning(MessageSensitivity.Schema, $"Term map for output column '{_columns[i].OutputColumnName}' contains no entries.");
            }
        }
        return new ValueToKeyMappingTransformer(_host, _columns, terms, _valuesAsText);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var added = _columns.Select(pair =>
        {
            if (!Contracts.CheckValue(inputSchema).TryFindColumn(pair.InputColumnName, out var column))
            {
                throw Contracts.ExceptSchemaMismatch(nameof(inputSchema), "input", pair.InputColumnName);
            }
            if (!column.IsKey || !column.Annotations.TryFindColumn(AnnotationKinds.KeyValues, out var keyValues))
            {
                var valueType = _valuesAsText ? TextDataViewType.Instance : column.ItemType;
                keyValues = new SchemaShape.Column(AnnotationKinds.KeyValues, SchemaShape.Column.VectorKind.Vector, valueType, column.IsKey);
            }
            var annotations = column.Annotations.Where(annotation => annotation.Name == AnnotationKinds.SlotNames).Append(keyValues);
            return new SchemaShape.Column(pair.OutputColumnName, column.Kind, NumberDataViewType.UInt32, true, new SchemaShape(annotations));
        });
        return inputSchema.With(added.ToArray());
    }

    private static void Collect(KeyTerms[] terms, IDataView data, DataViewSchema.Column[] columns)
    {
        using var cursor = data.GetRowCursor(columns.DistinctBy(column => column.Index));
        var collectors = terms.Select((term, i) => term.Collect(cursor, columns[i])).ToList();
        while (collectors.Count > 0 && cursor.MoveNext())
        {
            collectors.RemoveAll(collect => !collect());
        }
    }
}

public sealed class ValueToKeyMappingTransformer : RowToRowTransformerBase
{
    internal const string LoaderSignature = "TermTransform";

    private readonly InputOutputColumnPair[] _columns;
    private readonly KeyTerms[] _terms;
    private readonly bool _valuesAsText;

    internal ValueToKeyMappingTransformer(IHostEnvironment env, InputOutputColumnPair[] columns, KeyTerms[] terms, bool valuesAsText)
        : base(env)
    {
        _columns = columns;
        _terms = terms;
        _valuesAsText = valuesAsText;
    }

    private static VersionInfo Version => StandInModel.Version("TERMTRNF", LoaderSignature);

    internal static DataViewSchema.Column InputOf(InputOutputColumnPair pair, DataViewSchema schema)
    {
        var column = schema.GetColumnOrNull(pair.InputColumnName) ?? throw Contracts.ExceptSchemaMismatch("inputSchema", "input", pair.InputColumnName);
        if (column.Type.GetItemType() is not PrimitiveDataViewType)
        {
            throw Contracts.ExceptSchemaMismatch("inputSchema", "input", pair.InputColumnName, "standard type or a vector of standard type", column.Type.ToString());
        }
        return column;
    }

    private protected override AddedColumn[] AddColumns(DataViewSchema inputSchema) => _columns.Zip(_terms, (pair, terms) =>
    {
        var input = InputOf(pair, inputSchema);
        Contracts.Check(
            terms.ItemType.Equals(input.Type.GetItemType()),
            $"Could not apply a map over type '{terms.ItemType}' to column '{pair.OutputColumnName}' since it has type '{input.Type.GetItemType()}'");
        DataViewType type = input.Type is VectorDataViewType vector ? new VectorDataViewType(terms.KeyType, vector.Dimensions) : terms.KeyType;
        var annotations = new DataViewSchema.Annotations.Builder();
        terms.AddKeyValues(annotations, input, _valuesAsText);
        annotations.Add(input.Annotations, name => name == AnnotationKinds.SlotNames);
        var column = new DataViewSchema.DetachedColumn(pair.OutputColumnName, type, annotations.ToAnnotations());
        return new AddedColumn(column, [input.Index], row => terms.MakeGetter(row, input));
    }).ToArray();

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        InputOutputColumnPair.Save(ctx, _columns);
        ctx.Writer.Write(_valuesAsText);
        foreach (var terms in _terms)
        {
            DataViewTypeCodec.Write(ctx.Writer, terms.ItemType);
            terms.Save(ctx.Writer);
        }
    }

    internal static ValueToKeyMappingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        var columns = InputOutputColumnPair.Load(ctx);
        bool valuesAsText = ctx.Reader.ReadBoolean();
        var all = Array.ConvertAll(columns, _ =>
        {
            var terms = KeyTerms.Create(DataViewTypeCodec.Read(ctx.Reader), int.MaxValue, sorted: false);
            terms.Load(ctx.Reader);
            return terms;
        });
        return new ValueToKeyMappingTransformer(env, columns, all, valuesAsText);
    }
}
