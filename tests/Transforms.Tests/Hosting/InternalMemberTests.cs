using System.Reflection;
using ContextMemory.MLNet.Hosting;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace Transforms.Tests.Hosting;

/// <summary>
/// The members that are internal in ML.NET and that src/Transforms/Hosting/Internals.cs uses, one test each: a later ML.NET without
/// one of them fails here, by its name.
/// </summary>
public class InternalMemberTests
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly Assembly Core = typeof(IHostEnvironment).Assembly;

    [Fact]
    public void Transforms_catalog_has_the_field_of_its_environment()
    {
        FieldInfo? field = typeof(TransformsCatalog).GetField("_env", Instance);

        Assert.True(field is not null && field.FieldType == typeof(IHostEnvironment), Gone("IHostEnvironment TransformsCatalog._env"));
        Assert.Same(field.GetValue(Context.Transforms), Internals.Environment(Context.Transforms));
    }

    [Fact]
    public void Text_transforms_have_the_field_of_their_environment()
    {
        FieldInfo? field = typeof(TransformsCatalog.TextTransforms).GetField("_env", Instance);

        Assert.True(field is not null && field.FieldType == typeof(IHostEnvironment), Gone("IHostEnvironment TransformsCatalog.TextTransforms._env"));
        Assert.Same(field.GetValue(Context.Transforms.Text), Internals.Environment(Context.Transforms.Text));
    }

    [Fact]
    public void Trainers_have_their_owner()
    {
        PropertyInfo? owner = typeof(TrainCatalogBase.CatalogInstantiatorBase).GetProperty("Owner", Instance);

        Assert.True(
            owner?.PropertyType == typeof(TrainCatalogBase) && owner.GetMethod is { Name: "get_Owner" },
            Gone("TrainCatalogBase TrainCatalogBase.CatalogInstantiatorBase.Owner { get; }"));
        Assert.Same(Context.MulticlassClassification, Internals.Owner(Context.MulticlassClassification.Trainers));
        Assert.Same(Context.BinaryClassification, Internals.Owner(Context.BinaryClassification.Trainers));
    }

    [Fact]
    public void Train_catalogs_have_their_environment()
    {
        PropertyInfo? environment = typeof(TrainCatalogBase).GetProperty("Environment", Instance);

        Assert.True(
            environment?.PropertyType == typeof(IHostEnvironment) && environment.GetMethod is { Name: "get_Environment" },
            Gone("IHostEnvironment TrainCatalogBase.Environment { get; }"));
        Assert.NotNull(Internals.Environment((TrainCatalogBase)Context.BinaryClassification));
    }

    [Fact]
    public void A_column_of_a_schema_shape_can_be_made()
    {
        ConstructorInfo? constructor =
            typeof(SchemaShape.Column).GetConstructor(
                Instance, [typeof(string), typeof(VectorKind), typeof(DataViewType), typeof(bool), typeof(SchemaShape)]);

        Assert.True(constructor is not null, Gone("SchemaShape.Column(string, VectorKind, DataViewType, bool, SchemaShape)"));
        DataViewType type = NumberDataViewType.Single;
        SchemaShape.Column column = Internals.NewColumn("Name", VectorKind.Vector, type, isKey: false, annotations: null);
        Assert.Equal(("Name", VectorKind.Vector, type, false), (column.Name, column.Kind, column.ItemType, column.IsKey));
    }

    [Fact]
    public void Environments_have_their_seed()
    {
        MethodInfo? seed = Core.GetType("Microsoft.ML.Runtime.IHostEnvironmentInternal")?.GetMethod("get_Seed", Instance);

        Assert.True(seed?.ReturnType == typeof(int?), Gone("int? IHostEnvironmentInternal.Seed { get; } in Microsoft.ML.Core"));
        Assert.Equal(17, Internals.Seed(((IHostEnvironment)new MLContext(17)).Register("Any")));
        Assert.Null(Internals.Seed(((IHostEnvironment)new MLContext()).Register("Any")));
    }

    [Fact]
    public void Environments_have_their_device()
    {
        MethodInfo? number = Core.GetType("Microsoft.ML.Runtime.IHostEnvironmentInternal")?.GetMethod("get_GpuDeviceId", Instance);
        MethodInfo? fallsBack = Core.GetType("Microsoft.ML.Runtime.IHostEnvironmentInternal")?.GetMethod("get_FallbackToCpu", Instance);

        Assert.True(number?.ReturnType == typeof(int?), Gone("int? IHostEnvironmentInternal.GpuDeviceId { get; } in Microsoft.ML.Core"));
        Assert.True(fallsBack?.ReturnType == typeof(bool), Gone("bool IHostEnvironmentInternal.FallbackToCpu { get; } in Microsoft.ML.Core"));
        IHost host = ((IHostEnvironment)new MLContext { GpuDeviceId = 3, FallbackToCpu = false }).Register("Any");
        Assert.Equal(3, Internals.GpuDeviceId(host));
        Assert.False(Internals.FallbackToCpu(host));
        Assert.Null(Internals.GpuDeviceId(((IHostEnvironment)new MLContext()).Register("Any")));
        Assert.True(Internals.FallbackToCpu(((IHostEnvironment)new MLContext { FallbackToCpu = true }).Register("Any")));
    }

    [Fact]
    public void Environments_have_their_folder_of_temporary_files()
    {
        MethodInfo? path = Core.GetType("Microsoft.ML.Runtime.IHostEnvironmentInternal")?.GetMethod("get_TempFilePath", Instance);

        Assert.True(path?.ReturnType == typeof(string), Gone("string IHostEnvironmentInternal.TempFilePath { get; } in Microsoft.ML.Core"));
        Assert.Equal("/some/folder", Internals.TempFilePath(((IHostEnvironment)new MLContext { TempFilePath = "/some/folder" }).Register("Any")));
        Assert.Equal(Path.GetTempPath(), Internals.TempFilePath(((IHostEnvironment)new MLContext()).Register("Any")));
    }

    [Fact]
    public void Environments_know_whether_they_are_cancelled()
    {
        MethodInfo? canceled = Core.GetType("Microsoft.ML.Runtime.ICancelable")?.GetMethod("get_IsCanceled", Instance);

        Assert.True(canceled?.ReturnType == typeof(bool), Gone("bool ICancelable.IsCanceled { get; } in Microsoft.ML.Core"));
        Assert.False(Internals.IsCanceled(((IHostEnvironment)Context).Register("Any")));
    }

    [Fact]
    public void No_other_member_is_used()
    {
        IEnumerable<string> used = typeof(Internals)
            .GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Select(method => $"{method.Name} of {method.GetParameters()[0].ParameterType.Name}")
            .Order(StringComparer.Ordinal);

        // Whoever adds one adds a test above.
        Assert.Equal(
            [
                "Environment of TextTransforms",
                "Environment of TrainCatalogBase",
                "Environment of TransformsCatalog",
                "FallbackToCpu of Object",
                "GpuDeviceId of Object",
                "IsCanceled of Object",
                "NewColumn of String",
                "Owner of CatalogInstantiatorBase",
                "Seed of Object",
                "TempFilePath of Object",
            ],
            used);
    }

    private static MLContext Context { get; } = new(1);

    private static string Gone(string member) =>
        $"ML.NET {Core.GetName().Version} no longer has: {member}. src/Transforms/Hosting/Internals.cs needs it.";
}
