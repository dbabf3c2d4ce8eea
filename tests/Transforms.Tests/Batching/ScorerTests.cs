using System.Text;
using ContextMemory.MLNet;
using ContextMemory.MLNet.Tests.Support;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Tokenizers;
using Transforms.Tests.Harness;
using Transforms.Tests.Support;

namespace Transforms.Tests.Batching;

/// <summary>A transformer's scorer gives for a text that comes in pieces what the transformer gives for a row.</summary>
public class ScorerTests
{
    private static readonly string[] Texts =
    [
        "", "my parcel was late", string.Join("\r\n", Messages.Make(60).Select(message => message.Text)),
        string.Concat(Enumerable.Repeat("The invoice, charged; don't refund! ", 900)),
    ];

    public static TheoryData<string> Cases() =>
    [
        .. EstimatorCase.All.Select(one => one.Name).Where(name => name.EndsWith(", Gru", StringComparison.Ordinal) || name == EstimatorCase.Remembering)
            .Where(name => !name.StartsWith("summaries", StringComparison.Ordinal)),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_streamed_text_gives_what_its_row_gives(string name)
    {
        var fitted = FittedCase.Get(name);
        IDataView rows = fitted.Transformer.Transform(fitted.Context.Data.LoadFromEnumerable(Texts.Select(text => new Message { Text = text })));
        if (fitted.Transformer is ContextMemoryExtractEntitiesTransformer extractor)
        {
            CheckEntities(extractor, rows);
            return;
        }

        var scored = (TextModelTransformer)fitted.Transformer;
        float[][] expected = scored is ContextMemoryBinaryTransformer
            ? [.. rows.GetColumn<float>("Probability").Select(probability => new[] { 1 - probability, probability })]
            : [.. rows.GetColumn<float[]>(scored is ContextMemoryEncodeTransformer ? "Features" : "Score")];
        Check(scored.Scorer, expected);
        Assert.Same(scored.Scorer, scored.Scorer);
    }

    [Fact]
    public void Labels_are_those_of_the_transformer() =>
        Assert.Equal(Learned.Multiclass.Labels, Learned.Multiclass.Scorer.Labels);

    [Fact]
    public void Stock_tokenizers_read_a_streamed_text_as_a_row()
    {
        foreach (Tokenizer tokenizer in (Tokenizer[])[new PairTokenizer(), CreateBert()])
        {
            var context = new MLContext(1);
            ContextMemoryMulticlassTransformer model = context.MulticlassClassification.Trainers
                .ContextMemoryClassifier(Tiny.Classifier with { Tokenizer = tokenizer })
                .Fit(Messages.Load(context, 60));
            IDataView rows = model.Transform(context.Data.LoadFromEnumerable(Texts.Select(text => new Message { Text = text })));
            Check(model.Scorer, [.. rows.GetColumn<float[]>("Score")]);
        }
    }

    private static void Check(TextScorer scorer, float[][] expected)
    {
        foreach ((string text, float[] row) in Texts.Zip(expected))
        {
            float[] found = scorer.Score(new StringReader(text));
            Assert.Equal(row.Length, found.Length);
            Assert.Equal(row.Length, scorer.ScoreCount);
            Assert.All(row.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        }
    }

    private static void CheckEntities(ContextMemoryExtractEntitiesTransformer extractor, IDataView rows)
    {
        string[][] texts = [.. rows.GetColumn<string[]>("Entities")];
        string[][] types = [.. rows.GetColumn<string[]>("EntitiesTypes")];
        int[][] starts = [.. rows.GetColumn<int[]>("EntitiesStarts")];
        for (int row = 0; row < Texts.Length; row++)
        {
            TextEntity[] found = [.. extractor.Scorer.FindEntities(new StringReader(Texts[row]))];
            Assert.Equal(texts[row], found.Select(entity => entity.Text));
            Assert.Equal(types[row], found.Select(entity => entity.Type));
            Assert.Equal(starts[row], found.Select(entity => (int)entity.Start));
        }
    }

    private static BertTokenizer CreateBert()
    {
        string[] pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "my", "was", "par", "##cel", "late", "invoice", "char", "##ged", "refund"];
        return BertTokenizer.Create(new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', pieces))));
    }
}
