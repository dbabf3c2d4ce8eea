using System.Linq.Expressions;
using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The fields and properties of a user's row class.</summary>
internal static class RowMembers
{
    private const BindingFlags PublicInstance = BindingFlags.Public | BindingFlags.Instance;

    public static IEnumerable<MemberInfo> DataMembers(this Type rowType, SchemaDefinition.Direction direction)
    {
        bool reads = direction.HasFlag(SchemaDefinition.Direction.Read);
        bool writes = direction.HasFlag(SchemaDefinition.Direction.Write);
        var properties = rowType.GetProperties(PublicInstance)
            .Where(property => property.GetIndexParameters().Length == 0)
            .Where(property => (reads && property.GetGetMethod() != null) || (writes && property.GetSetMethod() != null));
        return rowType.GetFields(PublicInstance)
            .Concat<MemberInfo>(properties)
            .Where(member => member.GetCustomAttribute<NoColumnAttribute>() == null && member.ValueType() != typeof(IChannel));
    }

    public static MemberInfo FindDataMember(this Type rowType, string name)
        => (MemberInfo)rowType.GetField(name) ?? rowType.GetProperty(name);

    public static Type ValueType(this MemberInfo member) => member is FieldInfo field ? field.FieldType : ((PropertyInfo)member).PropertyType;

    /// <summary>What one value of the member is in a column: the item of an array or a vector, text for a string.</summary>
    public static Type ItemType(this MemberInfo member)
    {
        var type = member.ValueType();
        var item = type.IsArray ? type.GetElementType() : type.IsVBuffer() ? type.GetGenericArguments()[0] : type;
        return item == typeof(string) ? typeof(ReadOnlyMemory<char>) : item;
    }

    public static bool IsVector(this MemberInfo member) => member.ValueType().IsArray || member.ValueType().IsVBuffer();

    public static bool IsVBuffer(this Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(VBuffer<>);

    /// <summary>The column type that the member's type and attributes stand for.</summary>
    public static DataViewType DeclaredColumnType(this MemberInfo member)
    {
        if (DataViewTypeManager.Find(member.ValueType(), member.GetCustomAttributes()) is { } own)
        {
            return own;
        }
        var itemType = member.ItemType();
        Contracts.CheckParam(DataViewTypes.IsKnown(itemType), "rawType", $"Could not determine an IDataView type and registered custom types for member {member.Name}");
        var item = DataViewTypes.FromRawType(itemType);
        if (member.GetCustomAttribute<KeyTypeAttribute>() is { } key)
        {
            Contracts.CheckParam(
                KeyDataViewType.IsValidDataType(itemType),
                "userType",
                $"Member {member.Name} marked with KeyType attribute, but does not appear to be a valid kind of data for a key type");
            item = new KeyDataViewType(itemType, key.Count);
        }
        var vector = member.GetCustomAttribute<VectorTypeAttribute>();
        if (!member.IsVector())
        {
            Contracts.CheckParam(vector == null, "userType", $"Member {member.Name} marked with VectorTypeAttribute, but does not appear to be a vector type");
            return item;
        }
        return vector?.Dimensions is { Length: > 0 } dimensions ? new VectorDataViewType(item, dimensions) : new VectorDataViewType(item);
    }

    public static Func<TRow, TValue> Reader<TRow, TValue>(this MemberInfo member)
    {
        var row = Expression.Parameter(typeof(TRow));
        return Expression.Lambda<Func<TRow, TValue>>(Expression.MakeMemberAccess(row, member), row).Compile();
    }

    public static Action<TRow, TValue> Writer<TRow, TValue>(this MemberInfo member)
    {
        var row = Expression.Parameter(typeof(TRow));
        var value = Expression.Parameter(typeof(TValue));
        return Expression.Lambda<Action<TRow, TValue>>(Expression.Assign(Expression.MakeMemberAccess(row, member), value), row, value).Compile();
    }
}
