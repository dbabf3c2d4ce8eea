using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class ColumnConcatenatingEstimator : IEstimator<ColumnConcatenatingTransformer>
{
    private readonly IHost _host;
    private readonly string _output;
    private readonly string[] _inputs;

    internal ColumnConcatenatingEstimator(IHostEnvironment env, string outputColumnName, string[] inputColumnNames)
    {
        _host = env.Register(nameof(ColumnConcatenatingEstimator));
        _output = Contracts.CheckNonEmpty(outputColumnName);
        _inputs = Contracts.CheckValue(inputColumnNames);
        Contracts.CheckParam(_inputs.Length > 0, nameof(inputColumnNames), "Input columns not specified");
        Contracts.CheckParam(!_inputs.Any(string.IsNullOrEmpty), nameof(inputColumnNames), "Contained some null or empty items");
    }

    public ColumnConcatenatingTransformer Fit(IDataView input)
    {
        Contracts.CheckValue(input);
        return new ColumnConcatenatingTransformer(_host, _output, _inputs);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var inputs = Array.ConvertAll(_inputs, name =>
            Contracts.CheckValue(inputSchema).TryFindColumn(name, out var column) ? column : throw Contracts.ExceptSchemaMismatch(nameof(inputSchema), "input", name));
        foreach (var column in inputs)
        {
            Contracts.Check(!column.IsKey, $"Column '{column.Name}' is key. Concatenation of keys is unsupported.");
            Contracts.Check(
                column.ItemType.Equals(inputs[0].ItemType),
                $"Concatenated columns should have the same type. Column '{column.Name}' has type of {column.ItemType}, but expected column type is {inputs[0].ItemType}.");
        }
        bool isVariable = inputs.Any(column => column.Kind == SchemaShape.Column.VectorKind.VariableVector);
        var annotations = new List<SchemaShape.Column>();
        if (inputs.All(column => column.HasAnnotation(AnnotationKinds.IsNormalized)))
        {
            annotations.Add(new(AnnotationKinds.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false));
        }
        if (inputs.Any(column => column.Kind == SchemaShape.Column.VectorKind.Scalar || column.HasAnnotation(AnnotationKinds.SlotNames)))
        {
            annotations.Add(new(AnnotationKinds.SlotNames, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, false));
        }
        var kind = isVariable ? SchemaShape.Column.VectorKind.VariableVector : SchemaShape.Column.VectorKind.Vector;
        return inputSchema.With(new SchemaShape.Column(_output, kind, inputs[0].ItemType, false, new SchemaShape(annotations)));
    }
}
