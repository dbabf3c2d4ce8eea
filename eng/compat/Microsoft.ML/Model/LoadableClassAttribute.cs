using Microsoft.ML.Runtime;

namespace Microsoft.ML;

internal delegate void SignatureLoadModel(ModelLoadContext ctx);

/// <summary>Says which class an assembly offers under a load name. The signature's parameters are what its maker is called with.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class LoadableClassAttribute : Attribute
{
    public LoadableClassAttribute(Type instType, Type argType, Type sigType, string userName, params string[] loadNames)
        : this(instType, instType, argType, sigType, userName, loadNames)
    {
    }

    public LoadableClassAttribute(Type instType, Type loaderType, Type argType, Type sigType, string userName, params string[] loadNames)
    {
        InstanceType = Contracts.CheckValue(instType);
        LoaderType = Contracts.CheckValue(loaderType);
        SignatureType = Contracts.CheckValue(sigType);
        Contracts.CheckParam(sigType.BaseType == typeof(MulticastDelegate), nameof(sigType), "LoadableClass signature type must be a delegate type");
        LoadNames = loadNames?.Length > 0 ? loadNames : [userName];
        Contracts.CheckParam(!LoadNames.Any(string.IsNullOrWhiteSpace), nameof(loadNames), "LoadableClass loadName parameter can't be empty");
        var parameters = sigType.GetMethod("Invoke").GetParameters().Select(parameter => parameter.ParameterType);
        MakerTypes = argType == null ? parameters.ToArray() : [argType, .. parameters];
    }

    public Type InstanceType { get; }

    public Type LoaderType { get; }

    public Type SignatureType { get; }

    public Type[] MakerTypes { get; }

    public string[] LoadNames { get; }
}
