using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(ColumnSelectingTransformer), null, typeof(SignatureLoadModel), "", ColumnSelectingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

public sealed class ColumnSelectingEstimator : TrivialEstimator<ColumnSelectingTransformer>
{
    internal ColumnSelectingEstimator(IHostEnvironment env, string[] columnNames, bool keeps, bool keepHidden)
        : base(new ColumnSelectingTransformer(env, columnNames, keeps, keepHidden))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Transformer.CheckPresent(Contracts.CheckValue(inputSchema).Select(column => column.Name), nameof(inputSchema));
        return new SchemaShape(inputSchema.Where(column => Transformer.Keeps == Transformer.ColumnNames.Contains(column.Name)));
    }
}

public sealed class ColumnSelectingTransformer : ITransformer
{
    internal const string LoaderSignature = "SelectColumnsTransform";

    private readonly bool _keepHidden;

    internal ColumnSelectingTransformer(IHostEnvironment env, string[] columnNames, bool keeps, bool keepHidden)
    {
        Contracts.CheckValue(env).Register(nameof(ColumnSelectingTransformer));
        Contracts.Check(columnNames?.Length > 0, "Neither keepColumns and dropColumns is set. Exactly one must be specified.");
        ColumnNames = columnNames;
        Keeps = keeps;
        _keepHidden = keepHidden;
    }

    bool ITransformer.IsRowToRowMapper => true;

    internal string[] ColumnNames { get; }

    internal bool Keeps { get; }

    private static VersionInfo Version => StandInModel.Version("SELCOLST", LoaderSignature);

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Select(inputSchema).OutputSchema;

    public IDataView Transform(IDataView input) => new ColumnSelection.View(Select(Contracts.CheckValue(input).Schema), input);

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => Select(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version);
        ctx.Writer.Write(Keeps);
        ctx.Writer.Write(_keepHidden);
        ctx.Writer.Write(ColumnNames.Length);
        foreach (string name in ColumnNames)
        {
            ctx.SaveNonEmptyString(name);
        }
    }

    internal void CheckPresent(IEnumerable<string> available, string paramName)
    {
        string missing = string.Join(",", ColumnNames.Except(available));
        if (missing != "")
        {
            throw Contracts.ExceptSchemaMismatch(paramName, "input", missing);
        }
    }

    private ColumnSelection Select(DataViewSchema inputSchema)
    {
        CheckPresent(Contracts.CheckValue(inputSchema).Select(column => column.Name), nameof(inputSchema));
        var selected = Keeps
            ? ColumnNames.SelectMany(name => inputSchema.Where(column => column.Name == name && (_keepHidden || !column.IsHidden)))
            : inputSchema.Where(column => !ColumnNames.Contains(column.Name));
        return new ColumnSelection(inputSchema, selected.Select(column => column.Index).ToArray());
    }

    internal static ColumnSelectingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        bool keeps = ctx.Reader.ReadBoolean();
        bool keepHidden = ctx.Reader.ReadBoolean();
        var names = new string[ctx.Reader.ReadInt32()];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = ctx.LoadNonEmptyString();
        }
        return new ColumnSelectingTransformer(env, names, keeps, keepHidden);
    }
}
