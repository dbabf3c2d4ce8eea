using Microsoft.ML;
using Microsoft.ML.Data;
using Transforms.Tests.Support;

// score <data.tsv> <model>...: loads each model and prints the exact values of the columns that it adds.
var context = new MLContext();
IDataView data = context.Data.LoadFromTextFile(
    args[1], [new TextLoader.Column("Topic", DataKind.String, 0), new TextLoader.Column("Text", DataKind.String, 1)]);
foreach (string path in args.Skip(2))
{
    ITransformer model = context.Model.Load(path, out DataViewSchema input);
    Console.WriteLine($"{Path.GetFileName(path)} reads {(input is null ? "what it is given" : string.Join(' ', input.Select(column => column.Name)))}");
    IDataView scored = model.Transform(data);
    string[] added = [.. scored.Schema.Where(column => !column.IsHidden && data.Schema.GetColumnOrNull(column.Name) is null).Select(column => column.Name)];
    foreach (string line in RowPrinter.Print(scored, added))
    {
        Console.WriteLine(line);
    }
}
