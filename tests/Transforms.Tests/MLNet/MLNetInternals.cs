using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Transforms.Tests.MLNet;

/// <summary>What an outside assembly reaches of ML.NET although it is internal there. That it is there, under these names, is what is tested.</summary>
internal static class MLNetInternals
{
    private const string Environment = "Microsoft.ML.Runtime.IHostEnvironmentInternal, Microsoft.ML.Core";
    private const string Cancelable = "Microsoft.ML.Runtime.ICancelable, Microsoft.ML.Core";

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_env")]
    public static extern ref IHostEnvironment Env(TransformsCatalog catalog);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_env")]
    public static extern ref IHostEnvironment Env(TransformsCatalog.TextTransforms catalog);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_env")]
    public static extern ref IHostEnvironment Env(TransformsCatalog.ConversionTransforms catalog);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_env")]
    public static extern ref IHostEnvironment Env(ModelOperationsCatalog catalog);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_env")]
    public static extern ref IHostEnvironment Env(DataOperationsCatalog catalog);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Owner")]
    public static extern TrainCatalogBase Owner(TrainCatalogBase.CatalogInstantiatorBase catalog);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Environment")]
    public static extern IHostEnvironment Env(TrainCatalogBase catalog);

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    public static extern SchemaShape.Column NewColumn(string name, SchemaShape.Column.VectorKind vecKind, DataViewType itemType, bool isKey, SchemaShape? annotations);

    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod, Name = "Create")]
    public static extern SchemaShape CreateShape(SchemaShape? of, DataViewSchema schema);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Seed")]
    public static extern int? Seed([UnsafeAccessorType(Environment)] object env);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_GpuDeviceId")]
    public static extern int? GpuDeviceId([UnsafeAccessorType(Environment)] object env);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_FallbackToCpu")]
    public static extern bool FallbackToCpu([UnsafeAccessorType(Environment)] object env);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_TempFilePath")]
    public static extern string TempFilePath([UnsafeAccessorType(Environment)] object env);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "TryGetOption")]
    public static extern bool TryGetOption<T>([UnsafeAccessorType(Environment)] object env, string name, out T value);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_IsCanceled")]
    public static extern bool IsCanceled([UnsafeAccessorType(Cancelable)] object env);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "CancelExecution")]
    public static extern void CancelExecution(MLContext context);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "Writer")]
    public static extern ref BinaryWriter Writer(ModelSaveContext ctx);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "SaveString")]
    public static extern void SaveString(ModelSaveContext ctx, string text);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "SaveBinaryStream")]
    public static extern void SaveBinaryStream(ModelSaveContext ctx, string name, Action<BinaryWriter> write);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "CheckAtModel")]
    public static extern void CheckAtModel(ModelSaveContext ctx);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_InRepository")]
    public static extern bool InRepository(ModelSaveContext ctx);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "SaveModel")]
    public static extern void SaveModel<T>(ModelSaveContext ctx, T value, string name)
        where T : class;
}
