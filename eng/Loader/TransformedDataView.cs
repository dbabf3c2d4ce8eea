using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Model.OnnxConverter;

namespace ContextMemory.MLNet.Hosting;

/// <summary>
/// Data behind a transformer, as ML.NET's own transforms show it to each other. An export to ONNX goes from the last transform to the
/// first and stops, without an error, at data that does not show itself so: what it has written by then is no model. Here it is refused.
/// </summary>
/// <param name="source">The data in front of the transformer.</param>
/// <param name="transformer">What the transformer is called.</param>
internal abstract class TransformedDataView(IDataView source, string transformer) : ITransformCanSaveOnnx
{
    public IDataView Source => source;

    public abstract bool CanShuffle { get; }

    public abstract DataViewSchema Schema { get; }

    public abstract long? GetRowCount();

    public abstract DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null);

    public abstract DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null);

    bool ICanSaveOnnx.CanSaveOnnx(OnnxContext ctx) => throw NotExported();

    void ISaveAsOnnx.SaveAsOnnx(OnnxContext ctx) => throw NotExported();

    void ICanSaveModel.Save(ModelSaveContext ctx) => throw new NotSupportedException(
        $"Data that a {transformer} has transformed cannot be saved as a model. Save the transformer with mlContext.Model.Save.");

    private NotSupportedException NotExported() => new(
        $"A {transformer} cannot be exported to ONNX: ContextMemory.MLNet has no export yet. Save the model with mlContext.Model.Save; " +
        "mlContext.Model.Load reads it wherever the package ContextMemory.MLNet is referenced.");
}
