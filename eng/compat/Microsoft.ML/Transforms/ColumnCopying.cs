using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(ColumnCopyingTransformer), null, typeof(SignatureLoadModel), "", ColumnCopyingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

public sealed class ColumnCopyingEstimator : TrivialEstimator<ColumnCopyingTransformer>
{
    internal ColumnCopyingEstimator(IHostEnvironment env, string outputColumnName, string inputColumnName)
        : base(new ColumnCopyingTransformer(env, outputColumnName, inputColumnName))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        if (!Contracts.CheckValue(inputSchema).TryFindColumn(Transformer.InputColumnName, out var column))
        {
            throw Contracts.ExceptSchemaMismatch(nameof(inputSchema), "input", Transformer.InputColumnName);
        }
        return inputSchema.With(new SchemaShape.Column(Transformer.OutputColumnName, column.Kind, column.ItemType, column.IsKey, column.Annotations));
    }
}

public sealed class ColumnCopyingTransformer : RowToRowTransformerBase
{
    internal const string LoaderSignature = "CopyTransform";

    internal ColumnCopyingTransformer(IHostEnvironment env, string outputColumnName, string inputColumnName)
        : base(env)
    {
        OutputColumnName = Contracts.CheckNonEmpty(outputColumnName);
        InputColumnName = Contracts.CheckNonEmpty(inputColumnName);
    }

    internal string OutputColumnName { get; }

    internal string InputColumnName { get; }

    private static VersionInfo Version => StandInModel.Version("COPYCOLT", LoaderSignature);

    private protected override AddedColumn[] AddColumns(DataViewSchema inputSchema)
    {
        var input = inputSchema.GetColumnOrNull(InputColumnName) ?? throw Contracts.ExceptSchemaMismatch(nameof(inputSchema), "input", InputColumnName);
        var copy = new DataViewSchema.DetachedColumn(OutputColumnName, input.Type, input.Annotations);
        return [new AddedColumn(copy, [input.Index], row => row.GetGetter(input))];
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version);
        ctx.SaveNonEmptyString(OutputColumnName);
        ctx.SaveNonEmptyString(InputColumnName);
    }

    internal static ColumnCopyingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        return new ColumnCopyingTransformer(env, ctx.LoadNonEmptyString(), ctx.LoadNonEmptyString());
    }
}
