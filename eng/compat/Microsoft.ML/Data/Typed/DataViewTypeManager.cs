using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public abstract class DataViewTypeAttribute : Attribute, IEquatable<DataViewTypeAttribute>
{
    public abstract void Register();

    public abstract bool Equals(DataViewTypeAttribute other);
}

/// <summary>Which column types stand for the own types of a program.</summary>
public static class DataViewTypeManager
{
    private static readonly Lock Registering = new();
    private static readonly List<(Type Type, DataViewTypeAttribute Attribute, DataViewType ColumnType)> Registered = [];

    public static void Register(DataViewType dataViewType, Type type, IEnumerable<Attribute> typeAttributes)
        => Register(dataViewType, type, typeAttributes?.OfType<DataViewTypeAttribute>().SingleOrDefault());

    public static void Register(DataViewType dataViewType, Type type, DataViewTypeAttribute typeAttribute = null)
    {
        Contracts.CheckParam(!DataViewTypes.IsKnown(type) && type != typeof(string), nameof(type), $"Type {type} has been registered as ML.NET's default supported type, so it can't not be registered again.");
        lock (Registering)
        {
            var known = Registered.Find(entry => entry.Type == type && Equals(entry.Attribute, typeAttribute));
            if (known.ColumnType == null)
            {
                Registered.Add((type, typeAttribute, dataViewType));
                return;
            }
            Contracts.CheckParam(known.ColumnType.Equals(dataViewType), nameof(type), $"Repeated type register. The type {type} is associated with {known.ColumnType} already, so {dataViewType} can't be registered for it.");
        }
    }

    internal static DataViewType Find(Type type, IEnumerable<Attribute> attributes)
    {
        var attribute = attributes.OfType<DataViewTypeAttribute>().SingleOrDefault();
        attribute?.Register();
        lock (Registering)
        {
            return Registered.Find(entry => entry.Type == type && Equals(entry.Attribute, attribute)).ColumnType;
        }
    }
}
