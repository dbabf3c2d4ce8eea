using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace ContextMemory.MLNet.Hosting;

/// <summary>
/// Every member of ML.NET that is not public and that we use, by its name. tests/Transforms.Tests has one test for each, so that a
/// later ML.NET without one of them fails there and says which.
/// </summary>
internal static class Internals
{
    private const string HostEnvironment = "Microsoft.ML.Runtime.IHostEnvironmentInternal, Microsoft.ML.Core";
    private const string Cancelable = "Microsoft.ML.Runtime.ICancelable, Microsoft.ML.Core";

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_env")]
    public static extern ref IHostEnvironment Environment(TransformsCatalog catalog);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_env")]
    public static extern ref IHostEnvironment Environment(TransformsCatalog.TextTransforms catalog);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Owner")]
    public static extern TrainCatalogBase Owner(TrainCatalogBase.CatalogInstantiatorBase catalog);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Environment")]
    public static extern IHostEnvironment Environment(TrainCatalogBase catalog);

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    public static extern SchemaShape.Column NewColumn(
        string name, SchemaShape.Column.VectorKind kind, DataViewType itemType, bool isKey, SchemaShape? annotations);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Seed")]
    public static extern int? Seed([UnsafeAccessorType(HostEnvironment)] object environment);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_GpuDeviceId")]
    public static extern int? GpuDeviceId([UnsafeAccessorType(HostEnvironment)] object environment);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_FallbackToCpu")]
    public static extern bool FallbackToCpu([UnsafeAccessorType(HostEnvironment)] object environment);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_TempFilePath")]
    public static extern string TempFilePath([UnsafeAccessorType(HostEnvironment)] object environment);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_IsCanceled")]
    public static extern bool IsCanceled([UnsafeAccessorType(Cancelable)] object environment);
}
