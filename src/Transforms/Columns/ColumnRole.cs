using ContextMemory.MLNet.Hosting;
using Microsoft.ML;
using Microsoft.ML.Data;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace ContextMemory.MLNet.Columns;

/// <summary>
/// What a component expects of a column it reads. Asked of a schema shape before training and of the data's schema after; both
/// times the message names the column, what was expected, what was found, and what to do.
/// </summary>
internal sealed class ColumnRole(string role, string expected, string remedy, Func<DataViewType, bool> accepts, Func<SchemaShape.Column, bool> acceptsShape)
{
    public static ColumnRole Text { get; } = new(
        "text",
        "String",
        "Load the column as text, or convert it before this step",
        type => type is TextDataViewType,
        column => column is { Kind: VectorKind.Scalar, ItemType: TextDataViewType, IsKey: false });

    public static ColumnRole TextOrTokens { get; } = OneOrSeveralTexts("text", "String, or a vector of String with a token in each slot", "Load the column as text, or convert it before this step");

    public static ColumnRole TextOrSentences { get; } = OneOrSeveralTexts("text", "String, or a vector of String with a sentence in each slot", "Load the column as text, or convert it before this step");

    public static ColumnRole References { get; } = OneOrSeveralTexts("reference", "String, or a vector of String with a reference summary in each slot", "Load the column as text, or name the column of sentence labels in its place");

    public static ColumnRole ChosenSentences { get; } = new(
        "summary",
        "a vector of Int32 with the numbers of the chosen sentences",
        "Name the output column of the summarizer that has transformed the data",
        type => type is VectorDataViewType vector && vector.ItemType == NumberDataViewType.Int32,
        column => column.Kind != VectorKind.Scalar && !column.IsKey && column.ItemType == NumberDataViewType.Int32);

    public static ColumnRole SentenceLabels { get; } = new(
        "label",
        "a vector of Single with a number for each sentence",
        "Load the column as a vector of Single, or convert it before this step",
        type => type is VectorDataViewType vector && vector.ItemType == NumberDataViewType.Single,
        column => column.Kind != VectorKind.Scalar && !column.IsKey && column.ItemType == NumberDataViewType.Single);

    public static ColumnRole Tags { get; } = LabelTexts("a vector of String with the tag of each token");

    public static ColumnRole EntityTypes { get; } = LabelTexts("a vector of String with the type of each entity");

    public static ColumnRole EntityPlaces { get; } = new(
        "label",
        "a vector of Int32 with a number for each entity",
        "Load the column as a vector of Int32, or convert it before this step",
        type => type is VectorDataViewType vector && vector.ItemType == NumberDataViewType.Int32,
        column => column.Kind != VectorKind.Scalar && !column.IsKey && column.ItemType == NumberDataViewType.Int32);

    public static ColumnRole KeyLabel { get; } = new(
        "label",
        "Key<UInt32>",
        "Put Conversion.MapValueToKey before this step",
        type => type is KeyDataViewType && type.RawType == typeof(uint),
        column => column.Kind == VectorKind.Scalar && column.IsKey && column.ItemType == NumberDataViewType.UInt32);

    public static ColumnRole TextLabels { get; } = LabelTexts("a vector of String with the labels of the row");

    public static ColumnRole BooleanLabel { get; } = new(
        "label",
        "Boolean",
        "Load the column as Boolean, or convert it before this step",
        type => type is BooleanDataViewType,
        column => column is { Kind: VectorKind.Scalar, ItemType: BooleanDataViewType, IsKey: false });

    public static ColumnRole AnyLabel { get; } = new(
        "label",
        "String, Boolean or Key<UInt32>",
        "Convert the column before this step, numbers for instance with Conversion.MapValueToKey",
        type => type is TextDataViewType or BooleanDataViewType || KeyLabel.Accepts(type),
        column => Text.Accepts(column) || BooleanLabel.Accepts(column) || KeyLabel.Accepts(column));

    public static ColumnRole Weight { get; } = new(
        "weight",
        "Single",
        "Convert the column with Conversion.ConvertType before this step",
        type => type == NumberDataViewType.Single,
        column => column.Kind == VectorKind.Scalar && !column.IsKey && column.ItemType == NumberDataViewType.Single);

    public DataViewSchema.Column Find(DataViewSchema schema, string name)
    {
        if (schema.GetColumnOrNull(name) is not { } column)
        {
            throw Missing(name, schema.Where(other => !other.IsHidden).Select(other => other.Name), nameof(schema));
        }

        return Accepts(column.Type) ? column : throw Mismatch(name, $"{column.Type}", nameof(schema));
    }

    public SchemaShape.Column Find(SchemaShape shape, string name)
    {
        if (shape.Find(name) is not { } column)
        {
            throw Missing(name, shape.Select(other => other.Name), nameof(shape));
        }

        return Accepts(column) ? column : throw Mismatch(name, column.Describe(), nameof(shape));
    }

    private static ColumnRole LabelTexts(string expected) => new(
        "label",
        expected,
        "Load the column as a vector of text, or convert it before this step",
        IsVectorOf<TextDataViewType>,
        column => column.Kind != VectorKind.Scalar && !column.IsKey && column.ItemType is TextDataViewType);

    private static ColumnRole OneOrSeveralTexts(string role, string expected, string remedy) => new(
        role,
        expected,
        remedy,
        type => IsText(type) || IsVectorOf<TextDataViewType>(type),
        column => !column.IsKey && column.ItemType is TextDataViewType);

    private static bool IsText(DataViewType type) => type is TextDataViewType;

    private static bool IsVectorOf<TItem>(DataViewType type) => type is VectorDataViewType { ItemType: TItem };

    private bool Accepts(DataViewType type) => accepts(type);

    private bool Accepts(SchemaShape.Column column) => acceptsShape(column);

    private ArgumentOutOfRangeException Missing(string name, IEnumerable<string> present, string parameter) =>
        new(parameter, $"There is no {role} column '{name}': expected {expected}. The data has: {string.Join(", ", present)}.");

    private ArgumentOutOfRangeException Mismatch(string name, string found, string parameter) =>
        new(parameter, $"The {role} column '{name}' is {found}: expected {expected}. {remedy}.");
}
