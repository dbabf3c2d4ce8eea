using System.Reflection;

namespace Microsoft.ML.Runtime;

/// <summary>Finds, by load name and signature, the method or constructor that makes a component.</summary>
public sealed class ComponentCatalog
{
    private const BindingFlags AnyAccess = BindingFlags.Public | BindingFlags.NonPublic;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _registeredAssemblies = [];
    private readonly Dictionary<(string Name, Type Signature), Func<IHostEnvironment, object[], object>> _makers = [];

    internal ComponentCatalog()
    {
    }

    public void RegisterAssembly(Assembly assembly, bool throwOnError = true)
    {
        lock (_lock)
        {
            if (!_registeredAssemblies.Add(assembly.FullName))
            {
                return;
            }
            foreach (LoadableClassAttribute attribute in assembly.GetCustomAttributes(typeof(LoadableClassAttribute), inherit: false))
            {
                Register(attribute, throwOnError);
            }
        }
    }

    internal bool TryCreate(IHostEnvironment env, string loadName, Type signature, object[] args, out object instance)
    {
        Func<IHostEnvironment, object[], object> maker;
        lock (_lock)
        {
            _makers.TryGetValue((loadName.ToLowerInvariant(), signature), out maker);
        }
        instance = maker?.Invoke(env, args);
        return maker != null;
    }

    private void Register(LoadableClassAttribute attribute, bool throwOnError)
    {
        var maker = FindMaker(attribute);
        if (maker == null && throwOnError)
        {
            throw Contracts.Except($"Can't instantiate loadable class '{attribute.InstanceType.Name}' with name '{attribute.LoadNames[0]}'");
        }
        foreach (string name in attribute.LoadNames)
        {
            if (!_makers.TryAdd((name.ToLowerInvariant(), attribute.SignatureType), maker) && throwOnError)
            {
                throw Contracts.Except($"ComponentCatalog cannot map name '{name}' and SignatureType '{attribute.SignatureType}' to {attribute.InstanceType.Name}, it is mapped already.");
            }
        }
    }

    // A static method Create that returns exactly the instance type, or a constructor; either may take the environment first.
    private static Func<IHostEnvironment, object[], object> FindMaker(LoadableClassAttribute attribute)
    {
        Type[] plain = attribute.MakerTypes;
        Type[] withEnvironment = [typeof(IHostEnvironment), .. plain];
        foreach (var types in (Type[][])[plain, withEnvironment])
        {
            object[] Arguments(IHostEnvironment env, object[] args) => types == plain ? args : [env, .. args];

            var create = attribute.LoaderType.GetMethod("Create", BindingFlags.Static | AnyAccess, types);
            if (create?.ReturnType == attribute.InstanceType)
            {
                return (env, args) => Run(() => create.Invoke(null, Arguments(env, args)));
            }
            var constructor = attribute.LoaderType.GetConstructor(BindingFlags.Instance | AnyAccess, types);
            if (constructor != null && attribute.InstanceType.IsAssignableFrom(attribute.LoaderType))
            {
                return (env, args) => Run(() => constructor.Invoke(Arguments(env, args)));
            }
        }
        return null;
    }

    private static object Run(Func<object> make)
    {
        try
        {
            return make();
        }
        catch (TargetInvocationException ex) when (ex.InnerException != null && Contracts.IsMarked(ex.InnerException))
        {
            throw Contracts.Except("Error during class instantiation", ex);
        }
    }
}
