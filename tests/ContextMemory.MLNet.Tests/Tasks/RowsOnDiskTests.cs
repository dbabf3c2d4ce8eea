using ContextMemory.MLNet.Corpus;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Entities;
using ContextMemory.MLNet.Tasks.Summarization;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tests.Tasks;

public sealed class RowsOnDiskTests
{
    private static readonly TrainingOptions Options = new() { Epochs = 2, BatchSize = 8, Threads = 2, LearningRate = 0.01 };

    [Fact]
    public void Texts_with_tags_come_back_from_a_file_as_they_were()
    {
        int[] word = [3, 4];
        var row = new TaggedCodes(
            new EntityCodes([1, 2, 1], [5, ~6, 7], [8], [9, ~10, 11, 12], [0, 1, 0], [false, true, false], [word, [], word]), [0, 4, 2]);
        using var store = new EntityStore(new MemoryRoom(0)) { row };
        TaggedCodes read = store[0];
        Assert.Equal(1, store.OnDisk);
        Assert.Equal(row.Tags, read.Tags);
        Assert.Equal(row.Codes.Words, read.Codes.Words);
        Assert.Equal(row.Codes.NGrams, read.Codes.NGrams);
        Assert.Equal(row.Codes.Spelling, read.Codes.Spelling);
        Assert.Equal(row.Codes.Context, read.Codes.Context);
        Assert.Equal(row.Codes.Repeats, read.Codes.Repeats);
        Assert.Equal(row.Codes.Blanks, read.Codes.Blanks);
        Assert.Equal(row.Codes.Characters, read.Codes.Characters);
        Assert.Same(read.Codes.Characters[0], read.Codes.Characters[2]);
    }

    [Fact]
    public void Documents_come_back_from_a_file_as_they_were()
    {
        var document = new EncodedDocument([[1, ~2], [], [3]], [[4], [5, 6], []], [0.5f, float.NaN, -1e-30f]);
        using var store = new EncodedDocumentStore(new MemoryRoom(0)) { document };
        EncodedDocument read = store[0];
        Assert.Equal(document.Codes, read.Codes);
        Assert.Equal(document.Cues, read.Cues);
        Close.SameBits(document.Features, read.Features, "features");
    }

    [Fact]
    public void An_extractor_learns_the_same_from_a_file()
    {
        (float[] expected, TrainingReport inMemory) = Train(MemoryRoom.Unlimited());
        (float[] found, TrainingReport onDisk) = Train(new MemoryRoom(0));
        Close.SameBits(expected, found, "weights");
        Assert.Equal((0, 48), (inMemory.RowsOnDisk, onDisk.RowsOnDisk));
        Assert.Equal(inMemory.Epochs[^1].ValidationMetric, onDisk.Epochs[^1].ValidationMetric);

        static (float[], TrainingReport) Train(MemoryRoom room)
        {
            AnnotatedText[] rows = [.. Enumerable.Range(0, 48).Select(i => AnnotatedText.Of($"call {(char)('A' + i % 9)}na now", [new(5, 3, "PER")]))];
            var features = new EntityFeatureOptions { HashBuckets = 16, Characters = ToyTexts.SmallEncoder(EncoderKind.Lstm) };
            var builder = new EntityCoder.Builder(features);
            Array.ForEach(rows, row => builder.Add(row.Text));
            var model = new EntityModel(
                builder.Build(), ToyTexts.SmallEncoder(EncoderKind.Lstm), features.Characters, new TagSet(TagScheme.Bioes, ["PER"]), Kernels.Current);
            model.Weights.Initialize(1);
            using var training = new EntityStore(room);
            using var validation = new EntityStore(room);
            for (int i = 0; i < rows.Length; i++)
            {
                (i % 4 == 0 ? validation : training).Add(
                    new TaggedCodes(model.Coder.Encode(rows[i].Text), model.Tags.Encode(rows[i].Text.Tokens.Count, rows[i].Entities)));
            }

            TrainingReport report = new Trainer(new EntityObjective(model, training, validation, features), Options, seed: 1).Run();
            return (model.Weights.Values.ToArray(), report);
        }
    }

    [Fact]
    public void A_summarizer_learns_the_same_from_a_file()
    {
        (float[] expected, TrainingReport inMemory) = Train(MemoryRoom.Unlimited());
        (float[] found, TrainingReport onDisk) = Train(new MemoryRoom(0));
        Close.SameBits(expected, found, "weights");
        Assert.Equal((0, 40), (inMemory.RowsOnDisk, onDisk.RowsOnDisk));
        Assert.Equal(inMemory.Epochs[^1].ValidationMetric, onDisk.Epochs[^1].ValidationMetric);

        static (float[], TrainingReport) Train(MemoryRoom room)
        {
            SummaryDocument[] rows = [.. ToySummaries.Cues(40, seed: 1)];
            SummarizationModel model = ToySummaries.Trainer(Options with { Epochs = 1 }).Train(rows, validationRows: null).Model;
            model.Weights.Initialize(1);
            using var training = new EncodedSummaries(room);
            using var validation = new EncodedSummaries(room);
            for (int i = 0; i < rows.Length; i++)
            {
                EncodedSummaries target = i % 4 == 0 ? validation : training;
                target.Documents.Add(model.Encode(rows[i].Sentences, rows[i].Title));
                target.Targets.Add(new SummaryTargets(3).Of(rows[i]));
                target.Sentences.Add(rows[i].Sentences);
                target.References.Add(SummaryTargets.References(rows[i]));
            }

            var objective = new SummarizationObjective(model, training, validation, new SummarySelector(new SummaryLimits()));
            TrainingReport report = new Trainer(objective, Options, seed: 1).Run();
            return (model.Weights.Values.ToArray(), report);
        }
    }
}
