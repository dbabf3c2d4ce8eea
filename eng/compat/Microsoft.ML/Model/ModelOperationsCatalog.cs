using System.Text;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed class ModelOperationsCatalog : IInternalCatalog
{
    private const string SchemaEntryName = "InputSchema";

    private readonly IHostEnvironment _env;

    internal ModelOperationsCatalog(IHostEnvironment env) => _env = env;

    IHostEnvironment IInternalCatalog.Environment => _env;

    public void Save(ITransformer model, DataViewSchema inputSchema, Stream stream)
        => Repository.Write(Contracts.CheckValue(stream), writer =>
        {
            ModelSaveContext.SaveModel(writer, model, Repository.TransformerFolder);
            if (inputSchema != null)
            {
                using var schemaWriter = new BinaryWriter(writer.CreateEntry("", SchemaEntryName), Encoding.UTF8, leaveOpen: true);
                SchemaCodec.Write(schemaWriter, inputSchema);
            }
        });

    public void Save(ITransformer model, DataViewSchema inputSchema, string filePath)
    {
        using var stream = File.Create(Contracts.CheckNonEmpty(filePath));
        Save(model, inputSchema, stream);
    }

    public ITransformer Load(Stream stream, out DataViewSchema inputSchema)
    {
        using var archive = Repository.Open(Contracts.CheckValue(stream));
        inputSchema = null;
        if (archive.GetEntry(SchemaEntryName) is { } entry)
        {
            using var reader = Repository.OpenReader(entry);
            inputSchema = SchemaCodec.Read(reader);
        }
        return ModelLoadContext.LoadModel<ITransformer>(_env, archive, Repository.TransformerFolder);
    }

    public ITransformer Load(string filePath, out DataViewSchema inputSchema)
    {
        using var stream = File.OpenRead(Contracts.CheckNonEmpty(filePath));
        return Load(stream, out inputSchema);
    }

    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(
        ITransformer transformer,
        bool ignoreMissingColumns = true,
        SchemaDefinition inputSchemaDefinition = null,
        SchemaDefinition outputSchemaDefinition = null)
        where TSrc : class
        where TDst : class, new()
        => new(transformer, new PredictionEngineOptions
        {
            IgnoreMissingColumns = ignoreMissingColumns,
            InputSchemaDefinition = inputSchemaDefinition,
            OutputSchemaDefinition = outputSchemaDefinition,
        });

    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, DataViewSchema inputSchema)
        where TSrc : class
        where TDst : class, new()
        => new(transformer, new PredictionEngineOptions
        {
            IgnoreMissingColumns = false,
            InputSchemaDefinition = TypedSchema.DefinitionFor(typeof(TSrc), Contracts.CheckValue(inputSchema)),
        });

    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, PredictionEngineOptions options)
        where TSrc : class
        where TDst : class, new()
        => new(transformer, options);
}
