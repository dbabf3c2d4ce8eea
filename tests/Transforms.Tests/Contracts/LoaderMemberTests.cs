using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Transforms.Tests.Contracts;

/// <summary>What eng/Loader takes from Microsoft.ML.Core and Microsoft.ML.Data, where it is internal; one test each.</summary>
public class LoaderMemberTests
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly Assembly Core = typeof(IHostEnvironment).Assembly;

    private static readonly Assembly Data = typeof(TextLoader).Assembly;

    private static readonly Assembly Loader = Assembly.Load("ContextMemory.MLNet.Loader");

    [Fact]
    public void The_assemblies_are_those_that_the_loader_was_compiled_against()
    {
        AssemblyName[] names =
        [
            .. Loader.GetReferencedAssemblies()
                .Where(reference => reference.Name!.StartsWith("Microsoft.ML", StringComparison.Ordinal))
                .OrderBy(reference => reference.Name, StringComparer.Ordinal),
        ];

        AssemblyName[] real = [Core.GetName(), Data.GetName(), typeof(IDataView).Assembly.GetName()];
        Assert.Equal(real.Select(name => name.Name), names.Select(name => name.Name));
        Assert.Equal(
            real.Select(name => Convert.ToHexString(name.GetPublicKeyToken()!)), names.Select(name => Convert.ToHexString(name.GetPublicKeyToken()!)));
    }

    [Fact]
    public void Transformed_data_is_asked_whether_it_can_be_exported()
    {
        Type? asked = Data.GetType("Microsoft.ML.Model.OnnxConverter.ITransformCanSaveOnnx");

        Assert.True(asked is not null, Gone("ITransformCanSaveOnnx"));
        Assert.Equal(
            ["CanSaveOnnx", "SaveAsOnnx", "get_Source"],
            asked.GetInterfaces().Where(type => type.Assembly == Data).SelectMany(type => type.GetMethods()).Select(method => method.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_loadable_class_is_declared_by_an_attribute()
    {
        ConstructorInfo? constructor = Type("LoadableClassAttribute")?.GetConstructor(
            Instance, [typeof(Type), typeof(Type), typeof(Type), typeof(Type), typeof(string), typeof(string[])]);

        Assert.True(constructor is not null, Gone("LoadableClassAttribute(Type, Type, Type, Type, string, params string[])"));

        // Silently dropped by the runtime where IgnoresAccessChecksTo does not work: models would be saved and not found again.
        Assert.Single(Loader.GetCustomAttributes(), attribute => attribute.GetType() == constructor.DeclaringType);
    }

    [Fact]
    public void The_signature_of_a_models_loader_is_a_delegate()
    {
        MethodInfo? invoke = Type("SignatureLoadModel")?.GetMethod("Invoke");

        Assert.True(
            invoke?.GetParameters().Single().ParameterType == Type("ModelLoadContext"),
            Gone("delegate void SignatureLoadModel(ModelLoadContext)"));
    }

    [Fact]
    public void A_version_can_be_made()
    {
        ConstructorInfo? constructor = Type("VersionInfo")?.GetConstructor(
            Instance, [typeof(string), typeof(uint), typeof(uint), typeof(uint), typeof(string), typeof(string), typeof(string)]);

        Assert.True(constructor is not null, Gone("VersionInfo(string, uint, uint, uint, string, string, string)"));
        Assert.Equal(
            [
                "modelSignature", "verWrittenCur", "verReadableCur", "verWeCanReadBack", "loaderAssemblyName", "loaderSignature",
                "loaderSignatureAlt",
            ],
            constructor.GetParameters().Select(parameter => parameter.Name));
    }

    [Fact]
    public void A_load_context_has_its_reader() => Assert.True(
        Type("ModelLoadContext")?.GetField("Reader", Instance)?.FieldType == typeof(BinaryReader),
        Gone("BinaryReader ModelLoadContext.Reader"));

    [Fact]
    public void A_load_context_checks_the_version() => Assert.True(
        Type("ModelLoadContext")?.GetMethod("CheckAtModel", Instance, [Type("VersionInfo")!])?.ReturnType == typeof(void),
        Gone("void ModelLoadContext.CheckAtModel(VersionInfo)"));

    [Fact]
    public void A_save_context_has_its_writer() => Assert.True(
        typeof(ModelSaveContext).GetField("Writer", Instance)?.FieldType == typeof(BinaryWriter),
        Gone("BinaryWriter ModelSaveContext.Writer"));

    [Fact]
    public void A_save_context_checks_where_it_stands() => Assert.True(
        typeof(ModelSaveContext).GetMethod("CheckAtModel", Instance, [])?.ReturnType == typeof(void),
        Gone("void ModelSaveContext.CheckAtModel()"));

    [Fact]
    public void A_save_context_takes_the_version() => Assert.True(
        typeof(ModelSaveContext).GetMethod("SetVersionInfo", Instance, [Type("VersionInfo")!])?.ReturnType == typeof(void),
        Gone("void ModelSaveContext.SetVersionInfo(VersionInfo)"));

    [Fact]
    public void No_other_member_is_used()
    {
        using var file = new PEReader(File.OpenRead(Loader.Location));
        MetadataReader metadata = file.GetMetadataReader();

        IEnumerable<string> used = metadata.MemberReferences
            .Select(metadata.GetMemberReference)
            .Where(member => IsOfCore(metadata, member))
            .Select(member => $"{TypeName(metadata, member)}.{metadata.GetString(member.Name)}")
            .Order(StringComparer.Ordinal);

        // Whoever uses another adds a test above.
        Assert.Equal(
            [
                "ICanSaveModel.Save",
                "LoadableClassAttribute..ctor",
                "ModelLoadContext.CheckAtModel",
                "ModelLoadContext.Reader",
                "ModelSaveContext.CheckAtModel",
                "ModelSaveContext.SetVersionInfo",
                "ModelSaveContext.Writer",
                "VersionInfo..ctor",
            ],
            used);
    }

    private static bool IsOfCore(MetadataReader metadata, MemberReference member) =>
        member.Parent.Kind == HandleKind.TypeReference
        && metadata.GetTypeReference((TypeReferenceHandle)member.Parent).ResolutionScope is { Kind: HandleKind.AssemblyReference } scope
        && metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)scope).Name) == "Microsoft.ML.Core";

    private static string TypeName(MetadataReader metadata, MemberReference member) =>
        metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)member.Parent).Name);

    private static Type? Type(string name) => Core.GetType($"Microsoft.ML.{name}");

    private static string Gone(string member) =>
        $"ML.NET {Core.GetName().Version} no longer has: {member}. eng/Loader needs it.";
}
