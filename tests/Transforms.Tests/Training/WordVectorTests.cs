using ContextMemory.MLNet;
using Microsoft.ML;
using Microsoft.ML.Data;
using Transforms.Tests.Support;

namespace Transforms.Tests.Training;

/// <summary>Word vectors of a file as the start of an encoder, through the options of the components.</summary>
public sealed class WordVectorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MLContext _context = new(1);
    private readonly string _path;

    public WordVectorTests() => _path = _folder.Write("vectors.txt", ["invoice 1 2 3 4 5 6", "Parcel 0 1 0 1 0 1", "elsewhere 1 1 1 1 1 1"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Coverage_is_in_the_report_and_reaches_the_log()
    {
        var log = new LogWatch(_context, "ContextMemoryMulticlassTrainer");

        WordVectorCoverage coverage = FitClassifier(isFrozen: false).TrainingReport!.WordVectors!;

        Assert.Equal((2, 6), (coverage.Words, coverage.Dimension));
        string share = FormattableString.Invariant($"{100 * coverage.TokenShare:F1}");
        Assert.Contains(
            $"Word vectors of 6 numbers for 2 of the {coverage.VocabularySize} words of the vocabulary and {share}% of the tokens.", log.Infos);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_saved_model_does_not_need_the_file(bool isFrozen)
    {
        IDataView data = Messages.Load(_context, 60);
        ContextMemoryMulticlassTransformer model = FitClassifier(isFrozen);
        List<string> expected = RowPrinter.Print(model.Transform(data), "PredictedLabel", "Score");
        byte[] saved = ModelFiles.Save(model);

        File.Delete(_path);

        Assert.Equal(expected, RowPrinter.Print(ModelFiles.Load(saved).Transform(data), "PredictedLabel", "Score"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Topic")]
    public void An_encoder_has_the_size_of_the_vectors(string? label)
    {
        IDataView data = Messages.Load(_context, 60);
        ContextMemoryEncodeTransformer model = _context.Transforms.ContextMemoryEncode(
            Tiny.Encode with { LabelColumnName = label, WordVectors = new WordVectorOptions { Path = _path } }).Fit(data);

        var features = Assert.IsType<VectorDataViewType>(model.Transform(data).Schema["Features"].Type);

        Assert.Equal(6, features.Size);
        Assert.Equal(2, model.TrainingReport!.WordVectors!.Words);
    }

    [Fact]
    public void Without_a_file_there_is_no_coverage() => Assert.Null(Learned.Multiclass.TrainingReport!.WordVectors);

    [Fact]
    public void An_unsuitable_file_ends_Fit()
    {
        string german = _folder.Write("german.txt", ["rechnung 1 2"]);

        var fault = Assert.Throws<InvalidDataException>(() => Fit(new WordVectorOptions { Path = german }));

        Assert.StartsWith($"{german}: none of its 1 words is among the ", fault.Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => Fit(new WordVectorOptions { Path = _folder["missing.txt"] }));
    }

    private ContextMemoryMulticlassTransformer FitClassifier(bool isFrozen) => Fit(new WordVectorOptions { Path = _path, IsFrozen = isFrozen });

    private ContextMemoryMulticlassTransformer Fit(WordVectorOptions vectors) =>
        _context.MulticlassClassification.Trainers.ContextMemoryClassifier(Tiny.Classifier with { WordVectors = vectors })
            .Fit(Messages.Load(_context, 60));
}
