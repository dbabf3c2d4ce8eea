using System.Collections;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed class SchemaShape : IReadOnlyList<SchemaShape.Column>
{
    private static readonly SchemaShape Empty = new([]);

    private readonly Column[] _columns;

    public SchemaShape(IEnumerable<Column> columns)
    {
        _columns = Contracts.CheckValue(columns).ToArray();
        Contracts.CheckParam(_columns.All(column => column.Name != null), nameof(columns), "Some items are not initialized properly.");
    }

    public int Count => _columns.Length;

    public Column this[int index] => _columns[index];

    public IEnumerator<Column> GetEnumerator() => ((IEnumerable<Column>)_columns).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal static SchemaShape Create(DataViewSchema schema)
        => new(Contracts.CheckValue(schema)
            .Where(column => !column.IsHidden)
            .Select(column => new Column(column.Name, column.Type, new SchemaShape(column.Annotations.Schema.Select(a => new Column(a.Name, a.Type, null))))));

    internal bool TryFindColumn(string name, out Column column)
    {
        column = Array.Find(_columns, candidate => candidate.Name == name);
        return column.Name != null;
    }

    /// <summary>The shape with the given columns added; a column of the same name is replaced.</summary>
    internal SchemaShape With(params Column[] added)
        => new(_columns.Where(column => !added.Any(a => a.Name == column.Name)).Concat(added));

    public struct Column
    {
        public readonly string Name;
        public readonly VectorKind Kind;
        public readonly DataViewType ItemType;
        public readonly bool IsKey;
        public readonly SchemaShape Annotations;

        internal Column(string name, VectorKind vecKind, DataViewType itemType, bool isKey, SchemaShape annotations = null)
        {
            Contracts.CheckNonEmpty(name);
            Contracts.CheckParam(itemType is not KeyDataViewType, nameof(itemType), "Item type cannot be a key");
            Contracts.CheckParam(itemType is not VectorDataViewType, nameof(itemType), "Item type cannot be a vector");
            Contracts.CheckParam(!isKey || KeyDataViewType.IsValidDataType(itemType.RawType), nameof(itemType), "The item type must be valid for a key");
            Name = name;
            Kind = vecKind;
            ItemType = itemType;
            IsKey = isKey;
            Annotations = annotations ?? Empty;
        }

        internal Column(string name, DataViewType type, SchemaShape annotations)
            : this(name, KindOf(type), ItemTypeOf(type), type.GetItemType() is KeyDataViewType, annotations)
        {
        }

        public enum VectorKind
        {
            Scalar,
            Vector,
            VariableVector,
        }

        internal readonly string GetTypeString()
        {
            string item = IsKey ? $"Key<{ItemType}>" : ItemType.ToString();
            return Kind switch
            {
                VectorKind.Vector => $"Vector<{item}>",
                VectorKind.VariableVector => $"VarVector<{item}>",
                _ => item,
            };
        }

        internal readonly bool HasAnnotation(string name) => Annotations.TryFindColumn(name, out _);

        private static VectorKind KindOf(DataViewType type) => type switch
        {
            VectorDataViewType { IsKnownSize: true } => VectorKind.Vector,
            VectorDataViewType => VectorKind.VariableVector,
            _ => VectorKind.Scalar,
        };

        private static DataViewType ItemTypeOf(DataViewType type)
            => type.GetItemType() is KeyDataViewType key ? DataViewTypes.FromRawType(key.RawType) : type.GetItemType();
    }
}
