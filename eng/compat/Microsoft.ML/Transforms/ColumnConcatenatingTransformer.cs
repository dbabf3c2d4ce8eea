using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(ColumnConcatenatingTransformer), null, typeof(SignatureLoadModel), "", ColumnConcatenatingTransformer.LoaderSignature)]

namespace Microsoft.ML.Data;

public sealed class ColumnConcatenatingTransformer : RowToRowTransformerBase
{
    internal const string LoaderSignature = "ConcatTransform";

    private readonly string _output;
    private readonly string[] _inputs;

    internal ColumnConcatenatingTransformer(IHostEnvironment env, string outputColumnName, string[] inputColumnNames)
        : base(env)
    {
        _output = outputColumnName;
        _inputs = inputColumnNames;
    }

    private static VersionInfo Version => StandInModel.Version("CONCAT F", LoaderSignature);

    private protected override AddedColumn[] AddColumns(DataViewSchema inputSchema)
    {
        var inputs = Array.ConvertAll(_inputs, name => inputSchema.GetColumnOrNull(name) ?? throw Contracts.ExceptSchemaMismatch(nameof(inputSchema), "input", name));
        var itemType = (PrimitiveDataViewType)inputs[0].Type.GetItemType();
        foreach (var input in inputs)
        {
            if (!input.Type.GetItemType().Equals(itemType))
            {
                throw Contracts.ExceptSchemaMismatch(nameof(inputSchema), "input", input.Name, itemType.ToString(), input.Type.ToString());
            }
        }
        bool isKnownSize = inputs.All(input => SizeOf(input) > 0);
        var type = new VectorDataViewType(itemType, isKnownSize ? inputs.Sum(SizeOf) : 0);
        var column = new DataViewSchema.DetachedColumn(_output, type, isKnownSize ? MakeAnnotations(inputs, type.Size) : null);
        var makeGetter = GenericMethod.For<Func<DataViewRow, DataViewSchema.Column[], Delegate>>(MakeGetter<int>, itemType.RawType);
        return [new AddedColumn(column, Array.ConvertAll(inputs, input => input.Index), row => makeGetter(row, inputs))];
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        ctx.SaveNonEmptyString(_output);
        ctx.Writer.Write(_inputs.Length);
        foreach (string input in _inputs)
        {
            ctx.SaveNonEmptyString(input);
        }
    }

    internal static ColumnConcatenatingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        string output = ctx.LoadNonEmptyString();
        var inputs = new string[ctx.Reader.ReadInt32()];
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = ctx.LoadNonEmptyString();
        }
        return new ColumnConcatenatingTransformer(env, output, inputs);
    }

    private static int SizeOf(DataViewSchema.Column column) => column.Type is VectorDataViewType vector ? vector.Size : 1;

    // A scalar's slot is named after its column, a vector's slot after the column and its own name.
    private static DataViewSchema.Annotations MakeAnnotations(DataViewSchema.Column[] inputs, int size)
    {
        if (inputs is [{ Type: VectorDataViewType } only])
        {
            return only.Annotations;
        }
        var builder = new DataViewSchema.Annotations.Builder();
        if (inputs.Any(input => input.Type is not VectorDataViewType || input.HasSlotNames()))
        {
            var names = inputs.SelectMany(SlotNamesOf).ToArray();
            var vector = new VBuffer<ReadOnlyMemory<char>>(size, names);
            builder.Add(AnnotationKinds.SlotNames, new VectorDataViewType(TextDataViewType.Instance, size), (ref VBuffer<ReadOnlyMemory<char>> value) => vector.CopyTo(ref value));
        }
        if (inputs.All(input => input.IsNormalized()))
        {
            builder.AddPrimitiveValue(AnnotationKinds.IsNormalized, BooleanDataViewType.Instance, true);
        }
        return builder.ToAnnotations();
    }

    private static IEnumerable<ReadOnlyMemory<char>> SlotNamesOf(DataViewSchema.Column input)
    {
        if (input.Type is not VectorDataViewType)
        {
            return [input.Name.AsMemory()];
        }
        VBuffer<ReadOnlyMemory<char>> names = default;
        if (!input.HasSlotNames())
        {
            return new ReadOnlyMemory<char>[SizeOf(input)];
        }
        input.GetSlotNames(ref names);
        return names.DenseValues().Select(name => name.IsEmpty ? name : $"{input.Name}.{name}".AsMemory()).ToArray();
    }

    private static Delegate MakeGetter<T>(DataViewRow row, DataViewSchema.Column[] inputs)
    {
        var getters = Array.ConvertAll(inputs, input => VectorGetter<T>(row, input));
        var parts = new VBuffer<T>[inputs.Length];
        return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) =>
        {
            int length = 0;
            for (int i = 0; i < parts.Length; i++)
            {
                getters[i](ref parts[i]);
                int expected = SizeOf(inputs[i]);
                Contracts.Check(expected == 0 || expected == parts[i].Length, $"Column '{inputs[i].Name}': expected {expected} slots, but got {parts[i].Length}");
                length += parts[i].Length;
            }
            Join(parts, length, ref value);
        });
    }

    // Sparse when at most half of the slots have values of their own.
    private static void Join<T>(VBuffer<T>[] parts, int length, ref VBuffer<T> value)
    {
        int count = parts.Sum(part => part.GetValues().Length);
        bool isSparse = count <= length / 2;
        var editor = VBufferEditor.Create(ref value, length, isSparse ? count : length);
        int offset = 0;
        int next = 0;
        foreach (var part in parts)
        {
            foreach (var (slot, item) in part.Items(all: !isSparse))
            {
                editor.Values[next] = item;
                if (isSparse)
                {
                    editor.Indices[next] = offset + slot;
                }
                next++;
            }
            offset += part.Length;
        }
        value = editor.Commit();
    }

    private static ValueGetter<VBuffer<T>> VectorGetter<T>(DataViewRow row, DataViewSchema.Column input)
    {
        if (input.Type is VectorDataViewType)
        {
            return row.GetGetter<VBuffer<T>>(input);
        }
        var getter = row.GetGetter<T>(input);
        return (ref VBuffer<T> value) =>
        {
            var editor = VBufferEditor.Create(ref value, 1);
            getter(ref editor.Values[0]);
            value = editor.Commit();
        };
    }
}
