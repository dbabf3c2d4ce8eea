using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Tasks.Encoding;
using ContextMemory.MLNet.Tasks.Entities;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tests.Engines;

/// <summary>An engine without our layers finds all that it needs to learn in a batch: codes, targets, weights.</summary>
public sealed class ExampleBatchTests
{
    [Fact]
    public void A_classifiers_batch_has_codes_classes_and_weights()
    {
        (EncoderEnsemble model, EncodedRows training) = Topics();
        var validation = new EncodedRows();
        validation.Add(training.Documents[0], labels: 2);
        var rows = new RowsToLearn(training, validation, folds: 2);
        var objective = new ClassificationObjective(model, rows, labelSmoothing: 0);
        var batch = (ClassificationBatch)objective.CreateBatch();
        foreach (int[] examples in (int[][])[[3, 12, 5], [7]])
        {
            batch.Fill(examples, new RandomStream(1));
            Assert.False(batch.IsMultiLabel);
            Assert.Equal(examples.Select(example => Labels(example)), batch.Classes.ToArray());
            Assert.Equal(examples.Length, batch.Documents.Count);
            Assert.Equal(training.Documents[examples[^1]], batch.Documents.CodesOf(examples.Length - 1).ToArray());
        }

        // The held-out row, behind the others, is hidden from the first member.
        batch.Fill([3, training.Documents.Count], new RandomStream(1));
        Assert.Equal([1f, 0], batch.WeightsFor(0).ToArray());
        Assert.Equal([1f, 1], batch.WeightsFor(1).ToArray());

        int Labels(int example) => training.Labels[example].Class;
    }

    [Fact]
    public void A_batch_of_hidden_tokens_has_their_words()
    {
        (EncoderEnsemble classifier, EncodedRows rows) = Topics();
        var model = new TokenPredictionModel(classifier.Coder, classifier.Options, Kernels.Current, readsDocuments: true);
        int[][] documents = [.. rows.Documents];
        var objective = new TokenPredictionObjective(model, TokenObjective.MaskedToken, documents, validation: [], seed: 1);
        var batch = (TokenPredictionBatch)objective.CreateBatch();
        batch.Fill([4, 9], new RandomStream(1));
        for (int document = 0; document < 2; document++)
        {
            int example = document == 0 ? 4 : 9;
            int[] targets = batch.TargetsOf(document);
            Assert.Equal(TokenCodes.CountTokens(documents[example]), targets.Length);
            Assert.Equal(objective.TargetCount(example), targets.Count(word => word >= 0));
            Assert.All(targets.Where(word => word >= 0), word => Assert.Contains(word, batch.WordsOf(document)));
        }
    }

    [Fact]
    public void A_taggers_batch_has_the_tags_of_its_texts()
    {
        var words = new EntityCodes([5, 6, 7], [1, 1, 1], [0, 0, 0], [0, 0, 0], [0, 1, 2], [false, false, false], []);
        TaggedCodes[] rows = [new(words, [0, 1, 2]), new(words, [2, 1, 0])];
        var options = new EntityFeatureOptions { WordDropout = 0, FeatureDropout = 0 };
        var batch = new TaggedBatch(rows, options, segmentLength: 8);
        batch.Fill([1, 0], new RandomStream(1));
        Assert.Equal(2, batch.Texts.Count);
        Assert.Equal([2, 1, 0], batch.TagsOf(0));
        Assert.Equal([0, 1, 2], batch.TagsOf(1));
        Assert.Equal([5, 6, 7], batch.Texts.Words.CodesOf(0).ToArray());
    }

    private static (EncoderEnsemble Model, EncodedRows Rows) Topics()
    {
        LabeledText[] texts = ToyTexts.Topics(24, seed: 1);
        EncoderEnsemble first = ToyTexts.Encoders(texts, ToyTexts.SmallEncoder(EncoderKind.Gru), classes: 3);
        var model = new EncoderEnsemble(first.Coder, first.Options, classes: 3, Kernels.Current, members: 2);
        var rows = new EncodedRows();
        Array.ForEach(texts, text => rows.Add(model.Encode(text.Text.Span), text.Labels));
        return (model, rows);
    }
}
