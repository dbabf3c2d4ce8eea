using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A member of a row class together with the column that it is.</summary>
internal sealed record TypedColumn(MemberInfo Member, string Name, DataViewType Type, DataViewSchema.Annotations Annotations);

/// <summary>The columns of a row class: from its members and attributes, from a definition, or from the schema they shall have.</summary>
internal static class TypedSchema
{
    public static TypedColumn[] Create(Type rowType, SchemaDefinition definition, SchemaDefinition.Direction direction)
        => (definition ?? SchemaDefinition.Create(rowType, direction)).Select(column => Bind(rowType, column)).ToArray();

    public static SchemaDefinition DefinitionFor(Type rowType, DataViewSchema schema)
    {
        var definition = SchemaDefinition.Create(rowType, SchemaDefinition.Direction.Read);
        foreach (var column in schema)
        {
            var member = definition[column.Name] ?? throw Contracts.Except($"Type should contain a member named {column.Name}");
            member.ColumnType = column.Type;
            member.AddAnnotations(column.Annotations);
        }
        return definition;
    }

    public static DataViewSchema ToSchema(this IEnumerable<TypedColumn> columns)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(columns.Select(column => new DataViewSchema.DetachedColumn(column.Name, column.Type, column.Annotations)));
        return builder.ToSchema();
    }

    private static TypedColumn Bind(Type rowType, SchemaDefinition.Column column)
    {
        Contracts.CheckParam(column.MemberName != null, "userSchemaDefinition", "Null field name detected in schema definition");
        var member = rowType.FindDataMember(column.MemberName)
            ?? throw Contracts.ExceptParam("userSchemaDefinition", $"No field or property with name '{column.MemberName}' found in type '{rowType.FullName}'");
        string name = string.IsNullOrEmpty(column.ColumnName) ? column.MemberName : column.ColumnName;
        var type = column.ColumnType ?? member.DeclaredColumnType();
        if (type is PrimitiveDataViewType or VectorDataViewType)
        {
            bool isVector = type is VectorDataViewType;
            Contracts.CheckParam(
                isVector == member.IsVector(),
                "userSchemaDefinition",
                $"Column '{name}' is supposed to be {(isVector ? "vector" : "scalar")}, but type of associated field '{column.MemberName}' is {(isVector ? "scalar" : "vector")}");
            Contracts.CheckParam(
                type.GetItemType().RawType == member.ItemType(),
                "userSchemaDefinition",
                $"Column '{name}' is supposed to have item type {type.GetItemType().RawType}, but associated field has type {member.ItemType()}");
        }
        return new TypedColumn(member, name, type, column.Annotations);
    }
}
