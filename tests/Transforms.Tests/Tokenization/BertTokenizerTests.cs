using System.Text;
using ContextMemory.MLNet;
using Microsoft.ML;
using Microsoft.ML.Tokenizers;
using Transforms.Tests.Support;

namespace Transforms.Tests.Tokenization;

/// <summary>A stock tokenizer in place of words.</summary>
public class BertTokenizerTests
{
    private static readonly string[] Pieces =
    [
        "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]",
        "the", "my", "was", "and", "par", "##cel", "late", "invoice", "char", "##ged", "refund", "thanks", "great",
    ];

    [Fact]
    public void A_model_with_it_trains_and_loads_where_it_is_given_again()
    {
        var context = new MLContext(1);
        IDataView data = Messages.Load(context, 60);
        ContextMemoryMulticlassTransformer model = context.MulticlassClassification.Trainers
            .ContextMemoryClassifier(Tiny.Classifier with { Tokenizer = Create() })
            .Fit(data);
        byte[] file = ModelFiles.Save(model);
        var other = new MLContext();
        other.ContextMemory().UseTokenizer(Create());

        ITransformer loaded = ModelFiles.Load(file, other);

        Assert.Equal(RowPrinter.Print(model.Transform(data), "Score"), RowPrinter.Print(loaded.Transform(data), "Score"));
        Exception? fault = Record.Exception(() => ModelFiles.Load(file));
        Assert.StartsWith("The model was trained with a BertTokenizer that is not stored with it.", fault?.GetBaseException().Message);
    }

    private static BertTokenizer Create() => BertTokenizer.Create(new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', Pieces))));
}
