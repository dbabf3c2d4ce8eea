using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Fills row objects from the columns of a data view.</summary>
internal sealed class TypedRowFiller<TRow>
    where TRow : class
{
    private readonly List<(TypedColumn Member, DataViewSchema.Column Column)> _bound = [];

    public TypedRowFiller(DataViewSchema schema, bool ignoreMissingColumns, SchemaDefinition definition)
    {
        foreach (var member in TypedSchema.Create(typeof(TRow), definition, SchemaDefinition.Direction.Write))
        {
            if (schema.GetColumnOrNull(member.Name) is { } column)
            {
                CheckTypes(member, column);
                _bound.Add((member, column));
            }
            else if (!ignoreMissingColumns)
            {
                throw Contracts.ExceptSchemaMismatch(nameof(schema), "", member.Name);
            }
        }
    }

    public IEnumerable<DataViewSchema.Column> Columns => _bound.Select(pair => pair.Column);

    public Action<TRow> Bind(DataViewRow row)
    {
        var setters = _bound.Select(pair => MemberSetter.Create<TRow>(pair.Member.Member, row, pair.Column)).ToArray();
        return target =>
        {
            foreach (var set in setters)
            {
                set(target);
            }
        };
    }

    private static void CheckTypes(TypedColumn member, DataViewSchema.Column column)
    {
        bool isSame = member.Type is PrimitiveDataViewType or VectorDataViewType
            ? member.Member.IsVector() == column.Type is VectorDataViewType && member.Member.ItemType() == column.Type.GetItemType().RawType
            : member.Type.RawType == column.Type.RawType;
        Contracts.Check(
            isSame,
            $"Can't bind the IDataView column '{member.Name}' of type '{column.Type}' to field or property '{member.Member.Name}' of type '{member.Member.ValueType().FullName}'.");
    }
}
