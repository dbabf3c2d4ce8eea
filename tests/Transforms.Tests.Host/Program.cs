using Microsoft.ML;
using Microsoft.ML.Data;
using Transforms.Tests.Host;
using Transforms.Tests.Support;

// score <data.tsv> <model>...   loads each model and prints the exact values of the columns that it adds
// tokenize <data.tsv> <model>   the same with the tokenizer that the model was trained with
// memory <model> <column>       prints by how much memory grows for a text of a million characters, and the text's values of the column
switch (args)
{
    case ["score", var data, .. var models]:
        Score(new MLContext(), data, models);
        break;
    case ["tokenize", var data, var model]:
        var context = new MLContext();
        TokenizerOption.Use(context, new PairTokenizer());
        Score(context, data, [model]);
        break;
    case ["memory", var model, var column]:
        LongText.Measure(model, column);
        break;
    default:
        return 2;
}

return 0;

static void Score(MLContext context, string path, string[] models)
{
    IDataView data = context.Data.LoadFromTextFile(
        path, [new TextLoader.Column("Topic", DataKind.String, 0), new TextLoader.Column("Text", DataKind.String, 1)]);
    foreach (string file in models)
    {
        ITransformer model = context.Model.Load(file, out DataViewSchema input);
        string reads = input is null ? "what it is given" : string.Join(' ', input.Select(column => column.Name));
        Console.WriteLine($"{Path.GetFileName(file)} reads {reads}");
        foreach (string line in RowPrinter.Print(model.Transform(data), Added(model.GetOutputSchema(data.Schema), data.Schema)))
        {
            Console.WriteLine(line);
        }
    }
}

static string[] Added(DataViewSchema output, DataViewSchema input) =>
    [.. output
        .Where(column => !column.IsHidden && input.GetColumnOrNull(column.Name) is null)
        .Select(column => column.Name)
        .Order(StringComparer.Ordinal)];
