using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Transforms.Tests.MLNet;

/// <summary>
/// A loadable transformer of this assembly that needs no loader assembly: it goes to the internal types of ML.NET by reflection, and
/// a made-up assembly brings the attribute that registers it. What it writes and reads can be set, to be wrong too.
/// </summary>
internal sealed class ReflectedModel : ITransformer
{
    public const string LoaderSignature = "ReflectedModel";

    private const BindingFlags All = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly Assembly Core = typeof(ModelSaveContext).Assembly;
    private static readonly Type VersionInfo = Core.GetType("Microsoft.ML.VersionInfo", throwOnError: true)!;
    private static readonly Type LoadContext = Core.GetType("Microsoft.ML.ModelLoadContext", throwOnError: true)!;

    private static Action<BinaryReader, object> _read = (_, _) => { };
    private static object? _expectedVersion;

    public Action<ModelSaveContext> Write { get; init; } = _ => { };

    public object? Version { get; init; } = MakeVersion();

    public bool IsRowToRowMapper => false;

    public static object MakeVersion(string signature = "REFLECTD", uint written = 0x00010001, uint readable = 0x00010001, uint back = 0x00010001)
        => Activator.CreateInstance(VersionInfo, signature, written, readable, back, typeof(ReflectedModel).Assembly.GetName().Name, LoaderSignature, null)!;

    /// <summary>Saves the model and loads it in another context, reading with the given action.</summary>
    public static ITransformer RoundTrip(ReflectedModel model, Action<BinaryReader, object> read, object? expectedVersion = null)
    {
        _read = read;
        _expectedVersion = expectedVersion ?? MakeVersion();
        using var stream = new MemoryStream();
        new MLContext().Model.Save(model, null, stream);
        stream.Position = 0;
        var context = new MLContext();
        context.ComponentCatalog.RegisterAssembly(new RegisteringAssembly());
        return context.Model.Load(stream, out _);
    }

    public static bool TryLoadBinaryStream(object loadContext, string name, Action<BinaryReader> read)
        => (bool)LoadContext.GetMethod("TryLoadBinaryStream", All)!.Invoke(loadContext, [name, read])!;

    public static string LoadString(object loadContext) => (string)LoadContext.GetMethod("LoadString", All)!.Invoke(loadContext, [])!;

    public void Save(ModelSaveContext ctx)
    {
        MLNetInternals.CheckAtModel(ctx);
        if (Version != null)
        {
            typeof(ModelSaveContext).GetMethod("SetVersionInfo", All)!.Invoke(ctx, [Version]);
        }
        Write(ctx);
    }

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inputSchema;

    public IDataView Transform(IDataView input) => input;

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => throw new NotSupportedException();

    internal static ReflectedModel Create(IHostEnvironment env, object ctx)
    {
        Assert.NotNull(env);
        LoadContext.GetMethod("CheckAtModel", All, [VersionInfo])!.Invoke(ctx, BindingFlags.DoNotWrapExceptions, null, [_expectedVersion], null);
        _read((BinaryReader)LoadContext.GetField("Reader", All)!.GetValue(ctx)!, ctx);
        return new ReflectedModel();
    }

    private sealed class RegisteringAssembly : Assembly
    {
        public override string FullName => typeof(ReflectedModel).Assembly.FullName!;

        public override Type[] GetTypes() => [];

        public override object[] GetCustomAttributes(Type attributeType, bool inherit)
        {
            var signature = Core.GetType("Microsoft.ML.SignatureLoadModel", throwOnError: true);
            var attribute = Core.GetType("Microsoft.ML.LoadableClassAttribute", throwOnError: true)!;
            var attributes = Array.CreateInstance(attributeType, attribute.IsAssignableTo(attributeType) ? 1 : 0);
            if (attributes.Length > 0)
            {
                object?[] arguments = [typeof(ReflectedModel), typeof(ReflectedModel), null, signature, "", new[] { LoaderSignature }];
                attributes.SetValue(Activator.CreateInstance(attribute, All, null, arguments, null), 0);
            }
            return (object[])attributes;
        }
    }
}
