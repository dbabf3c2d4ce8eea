using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Tasks.Classification.NGrams;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tests.Tasks.Classification;

public sealed class ClassificationCodecTests
{
    private const int Many = 40;

    private static readonly LabeledText[] Texts = ToyTexts.Topics(24, seed: 1);

    private static readonly CodecCheck<ClassificationModel> Codec =
        new(ClassificationCodec.Write, reader => ClassificationCodec.Read(reader, _ => null));

    private static readonly Dictionary<string, Func<ClassificationModel>> Models = new()
    {
        ["an encoder alone"] = () => Create(classes: 2),
        ["words added later"] = () => Create(classes: 2, addedWords: ["quasar", "nebula"]),
        ["members and n-grams"] = () => WithNGrams(Create(classes: 3, members: 3)),
        ["a memory of documents"] = () => WithNGrams(Create(classes: 3), remembers: true),
        ["many classes"] = () => WithNGrams(Create(Many), isSparse: true),
        ["labels"] = () => WithNGrams(Create(classes: 3, isMultiLabel: true)),
        ["many labels"] = () => WithNGrams(Create(Many, isMultiLabel: true), isSparse: true),
        ["rows kept"] = () => WithReplay(Create(classes: 3)),
        ["all parts"] = () => WithReplay(WithNGrams(Create(classes: 3, members: 2), remembers: true)),
    };

    public static TheoryData<string> Names => [.. Models.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_model_is_read_as_it_was_written(string name)
    {
        ClassificationModel model = Models[name]();
        ClassificationModel read = Codec.Reread(model);
        Close.SameBits(model.Encoders.Weights.Values, read.Encoders.Weights.Values, "weights");
        Close.SameBits(Score(model), Score(read), "probabilities");
        Assert.Equal(
            (model.ClassCount, model.MemberCount, model.IsMultiLabel, model.Mixture),
            (read.ClassCount, read.MemberCount, read.IsMultiLabel, read.Mixture));
        Assert.Equal(model.Thresholds.AsEnumerable(), read.Thresholds);
        Assert.Equal(model.NGrams?.Memory?.Count, read.NGrams?.Memory?.Count);
    }

    [Fact]
    public void Kept_rows_are_read_as_they_were_written()
    {
        ReplayRows kept = Models["rows kept"]().Replay!;
        ReplayRows read = Codec.Reread(Models["rows kept"]()).Replay!;
        Assert.Equal(kept.Size, read.Size);
        foreach ((ReplaySample expected, ReplaySample actual) in new[] { (kept.Training, read.Training), (kept.Validation, read.Validation) })
        {
            Assert.Equal(expected.Documents, actual.Documents);
            Assert.Equal(expected.Labels, actual.Labels);
            Assert.Equal(expected.StandsFor, actual.StandsFor);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_ends_early_is_refused(string name) => Codec.RefusesWhatEndsEarly(Models[name]());

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_changed_is_refused_or_another_model(string name) => Codec.SurvivesChangedBytes(Models[name]());

    private static ClassificationModel Create(int classes, int members = 1, bool isMultiLabel = false, params string[] addedWords)
    {
        var builder = ToyTexts.Words();
        Array.ForEach(Texts, text => builder.Add(text.Text.Span));
        var known = (Vocabulary)builder.Build();
        var encoders = new EncoderEnsemble(
            new Vocabulary(known.Words, known.LowerCase, known.HashBuckets, addedWords),
            ToyTexts.SmallEncoder(EncoderKind.Gru),
            classes,
            Kernels.Current,
            members,
            isMultiLabel);
        encoders.Weights.Initialize(1);
        return new ClassificationModel(encoders)
        {
            Mixture = new Mixture(0.75f, 1.25f),
            Thresholds = isMultiLabel ? [.. Enumerable.Range(0, classes).Select(label => 0.3f + 0.01f * label)] : [],
        };
    }

    private static ClassificationModel WithNGrams(ClassificationModel model, bool isSparse = false, bool remembers = false)
    {
        int firstUnknown = model.Coder.TableRows;
        var found = new SortedSet<ulong>();
        var ofText = new List<ulong>();
        foreach (int[] codes in Encode(model))
        {
            NGramReader.Read(codes, firstUnknown, longest: 2, ofText);
            found.UnionWith(ofText);
        }

        var index = new NGramIndex(firstUnknown, longest: 2, [.. found], Numbers(found.Count, least: 1));
        int classes = model.ClassCount;
        CompressedRows? sparse = isSparse
            ? new([.. Enumerable.Range(0, index.Count + 1)], [.. Enumerable.Range(0, index.Count).Select(i => i % classes)], Numbers(index.Count))
            : null;
        var ngrams = new NGramClassifier(
            index, isSparse ? [] : Numbers(index.Count * classes), Numbers(classes), remembers ? Memory(model, index) : null, sparse);
        return model.With(ngrams, model.Mixture with { Neighbors = remembers ? 0.5f : 0 });
    }

    private static DocumentMemory Memory(ClassificationModel model, NGramIndex index)
    {
        List<int> starts = [0];
        List<int> columns = [];
        List<float> values = [];
        var vector = new NGramVector();
        foreach (int[] codes in Encode(model))
        {
            index.Vectorize(codes, vector);
            columns.AddRange(vector.Features);
            values.AddRange(vector.Values);
            starts.Add(columns.Count);
        }

        return new DocumentMemory(
            new CompressedRows([.. starts], [.. columns], [.. values]),
            index.Count,
            [.. Texts.Select(text => text.Labels.Class)],
            Numbers(Texts.Length, least: 1),
            model.ClassCount,
            neighbors: 5);
    }

    private static ClassificationModel WithReplay(ClassificationModel model)
    {
        int[][] rows = Encode(model);
        return model.With(replay: new ReplayRows
        {
            Size = 8,
            Training = new ReplaySample(rows[..4], [0, 1, 2, 0], StandsFor: 20),
            Validation = new ReplaySample(rows[4..6], [1, 2], StandsFor: 2),
        });
    }

    private static int[][] Encode(ClassificationModel model) => [.. Texts.Select(text => model.Encode(text.Text.Span))];

    private static float[] Score(ClassificationModel model)
    {
        var results = new float[Texts.Length * model.ResultSize];
        model.Run(Encode(model), results);
        return results;
    }

    private static float[] Numbers(int count, float least = -0.2f) => [.. Enumerable.Range(0, count).Select(i => least + 0.01f * (i % 37))];
}
