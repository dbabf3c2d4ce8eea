using System.Runtime.CompilerServices;
using Microsoft.ML;

namespace Transforms.Tests.Support;

/// <summary>Schemas and promises of schemas as lines that can be compared.</summary>
internal static class SchemaText
{
    /// <summary>The promise that a schema keeps.</summary>
    public static SchemaShape ShapeOf(DataViewSchema schema) => CreateShape(null, schema);

    public static IEnumerable<string> Lines(SchemaShape shape) => shape.Select(Line).Order(StringComparer.Ordinal);

    public static IEnumerable<string> Lines(DataViewSchema schema) => schema.Select(column =>
        $"{column.Index} {column.Name} {column.Type}{(column.IsHidden ? " hidden" : "")} [{string.Join("; ", Annotations(column))}]");

    public static IEnumerable<string> Annotations(DataViewSchema.Column column) =>
        column.Annotations.Schema.Select(annotation => $"{annotation.Name} {annotation.Type}").Order(StringComparer.Ordinal);

    private static string Line(SchemaShape.Column column) =>
        $"{column.Name} {column.Kind} {column.ItemType}{(column.IsKey ? " key" : "")} [{string.Join("; ", Lines(column.Annotations))}]";

    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod, Name = "Create")]
    private static extern SchemaShape CreateShape(SchemaShape? of, DataViewSchema schema);
}
