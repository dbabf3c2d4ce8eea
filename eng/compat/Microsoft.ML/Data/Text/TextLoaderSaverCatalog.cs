using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public static class TextLoaderSaverCatalog
{
    public static IDataView LoadFromTextFile(
        this DataOperationsCatalog catalog,
        string path,
        TextLoader.Column[] columns,
        char separatorChar = '\t',
        bool hasHeader = false,
        bool allowQuoting = false,
        bool trimWhitespace = false,
        bool allowSparse = false)
        => Load(catalog, path, MakeOptions(columns, separatorChar, hasHeader, allowQuoting, trimWhitespace, allowSparse), looksAtFile: false);

    public static IDataView LoadFromTextFile(this DataOperationsCatalog catalog, string path, TextLoader.Options options = null)
        => Load(catalog, path, options ?? new TextLoader.Options(), looksAtFile: true);

    public static IDataView LoadFromTextFile<TInput>(
        this DataOperationsCatalog catalog,
        string path,
        char separatorChar = '\t',
        bool hasHeader = false,
        bool allowQuoting = false,
        bool trimWhitespace = false,
        bool allowSparse = false)
        => catalog.LoadFromTextFile<TInput>(path, MakeOptions(null, separatorChar, hasHeader, allowQuoting, trimWhitespace, allowSparse));

    public static IDataView LoadFromTextFile<TInput>(this DataOperationsCatalog catalog, string path, TextLoader.Options options)
    {
        Contracts.CheckValue(options).Columns = ColumnsOf(typeof(TInput));
        return Load(catalog, path, options, looksAtFile: false);
    }

    public static void SaveAsText(
        this DataOperationsCatalog catalog,
        IDataView data,
        Stream stream,
        char separatorChar = '\t',
        bool headerRow = true,
        bool schema = true,
        bool keepHidden = false,
        bool forceDense = false)
    {
        Contracts.CheckValue(catalog);
        Contracts.CheckValue(stream);
        new TextSaver(Contracts.CheckValue(data), separatorChar, headerRow, schema, keepHidden, forceDense).Save(stream);
    }

    private static IDataView Load(DataOperationsCatalog catalog, string path, TextLoader.Options options, bool looksAtFile)
    {
        Contracts.CheckValue(catalog);
        Contracts.CheckParam(File.Exists(Contracts.CheckNonEmpty(path)), nameof(path), $"File or directory does not exist at path: {path}");
        return new TextFileDataView(path, options, looksAtFile);
    }

    private static TextLoader.Options MakeOptions(TextLoader.Column[] columns, char separator, bool hasHeader, bool allowQuoting, bool trimWhitespace, bool allowSparse) => new()
    {
        Columns = columns,
        Separators = [separator],
        HasHeader = hasHeader,
        AllowQuoting = allowQuoting,
        TrimWhitespace = trimWhitespace,
        AllowSparse = allowSparse,
    };

    private static TextLoader.Column[] ColumnsOf(Type rowType)
    {
        const BindingFlags PublicInstance = BindingFlags.Public | BindingFlags.Instance;
        var properties = rowType.GetProperties(PublicInstance).Where(property => property.GetGetMethod() != null && property.GetIndexParameters().Length == 0);
        var members = rowType.GetFields(PublicInstance).Concat<MemberInfo>(properties).ToArray();
        Contracts.CheckParam(members.Length > 0, "TInput", "Should define at least one public, readable field or property in TInput.");
        return Array.ConvertAll(members, ColumnOf);
    }

    private static TextLoader.Column ColumnOf(MemberInfo member)
    {
        string kind = member is FieldInfo ? "Field" : "Property";
        var sources = member.GetCustomAttribute<LoadColumnAttribute>()?.Sources
            ?? throw Contracts.Except($"{kind} '{member.Name}' is missing the LoadColumnAttribute attribute");
        var itemType = member.ItemType();
        Contracts.Check(DataViewTypes.IsKnown(itemType) && !member.ValueType().IsVBuffer(), $"{kind} {member.Name} is of unsupported type.");
        var keyCount = member.GetCustomAttribute<KeyTypeAttribute>() is { } key ? new KeyCount(key.Count) : null;
        string name = member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name;
        return new TextLoader.Column(name, DataViewTypes.KindOf(itemType), sources, keyCount);
    }
}
