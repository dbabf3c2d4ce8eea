using System.IO.Compression;
using ContextMemory.MLNet.Persistence;
using ContextMemory.MLNet.Tasks.Entities;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Text.Files;

namespace ContextMemory.MLNet.Tests.Tasks.Entities;

public sealed class GazetteerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("we met in new YORK city", "0 0 0 F I L")]
    [InlineData("New York, or york alone", "F L 0 0 0 0")]
    [InlineData("U.N. and u. n. and UN", "F I I L 0 F I I L 0 0")]
    [InlineData("from 东京都 to Oslo", "0 F I L 0 S")]
    [InlineData("the new", "0 0")]
    [InlineData("", "")]
    public void The_longest_name_from_the_left_is_found_whatever_its_case(string text, string expected)
    {
        var gazetteer = Gazetteer.Read(Write("New York\nnew york City\n\nU.N.\nOslo\n 东京都 \nOslo\n"));

        Gazetteer.Place[] places = gazetteer.Find(TokenizedText.Of(text));

        Assert.Equal(expected, string.Join(' ', places.Select(place => "0FILS"[(int)place])));
    }

    [Fact]
    public void Names_are_found_in_tokens_that_are_cut_in_another_way()
    {
        var gazetteer = Gazetteer.Read(Write("U.N. Office\n"));

        Gazetteer.Place[] places = gazetteer.Find(TokenizedText.Of(["the", "U.N.", "Office"]));

        Assert.Equal([Gazetteer.Place.Outside, Gazetteer.Place.First, Gazetteer.Place.Last], places);
    }

    [Fact]
    public void Names_are_found_in_equivalent_text()
    {
        string[] forms = ["Forêt-Noire", TextForms.Decompose("Forêt-Noire"), TextForms.Strew("Forêt-Noire")];
        Gazetteer[] gazetteers = [.. forms.Select(form => Gazetteer.Read(Write(form)))];

        Assert.All(gazetteers, gazetteer => Assert.Equal(gazetteers[0].Names, gazetteer.Names));
        Assert.All(forms, form => Assert.Equal(
            [Gazetteer.Place.First, Gazetteer.Place.Inside, Gazetteer.Place.Last], gazetteers[0].Find(TokenizedText.Of(form))));
    }

    [Fact]
    public void A_compressed_list_is_read()
    {
        string path = Path.Combine(_folder, "names.gz");
        using (var stream = new StreamWriter(new GZipStream(File.Create(path), CompressionLevel.Fastest)))
        {
            stream.Write("Oslo");
        }

        Assert.Equal([Gazetteer.Place.Single], Gazetteer.Read(path).Find(TokenizedText.Of("OSLO")));
    }

    [Fact]
    public void What_is_wrong_with_a_list_is_named()
    {
        string empty = Write(" \n\n");
        string path = Write($"Oslo\n{new string('x', 300)}\n");

        Assert.Equal(
            $"{path}:2: the name is too long: expected at most 256 characters, found 300.",
            Assert.Throws<InvalidDataException>(() => Gazetteer.Read(path)).Message);
        Assert.Equal(
            $"{empty}: the list is empty: expected a name in each line.",
            Assert.Throws<InvalidDataException>(() => Gazetteer.Read(empty)).Message);
    }

    [Fact]
    public void A_list_that_is_not_text_in_utf8_is_refused()
    {
        string path = Path.Combine(_folder, "latin1.txt");
        File.WriteAllBytes(path, [.. "Oslo\nMalm"u8, 0xF6, (byte)'\n']);

        Assert.Equal(
            $"{path}:2: the bytes are not UTF-8: save the file in that encoding.",
            Assert.Throws<TextFileException>(() => Gazetteer.Read(path)).Message);
    }

    [Fact]
    public void Names_that_training_rows_do_not_have_are_found_by_their_list()
    {
        // What stands behind "saw" is a name or none, which only the list tells.
        string[] words = [.. Enumerable.Range(0, 120).Select(i => $"{(char)('A' + i % 26)}{(char)('a' + i * 7 % 26)}{(char)('a' + i / 26)}")];
        string[] names = [.. words.Where((_, i) => i % 2 == 0)];
        string[] others = [.. words.Where((_, i) => i % 2 == 1)];
        var known = new EntityFeatureOptions { HashBuckets = 16, Gazetteers = [Write(string.Join('\n', names))] };

        EntityModel model = Train(known, names[..40], others[..40]);
        EntityModel read = Reread(model);

        foreach (EntityModel one in new[] { model, read })
        {
            var extractor = new EntityExtractor(one);
            Assert.InRange(names[40..].Count(name => Finds(extractor, name)), 18, 20);
            Assert.InRange(others[40..].Count(other => Finds(extractor, other)), 0, 2);
        }
    }

    [Fact]
    public void Words_start_from_vectors_of_half_the_embedding()
    {
        string vectors = Write("saw 1 2 3 4 5\nTHERE 5 4 3 2 1\nelsewhere 1 1 1 1 1\n");
        var trainer = Trainer(new EntityFeatureOptions { HashBuckets = 16 }, new WordVectorOptions { Path = vectors, IsFrozen = true });

        (EntityModel model, TrainingReport report) = trainer.Train(Rows(["Ana", "Wei"], ["Rome", "Oslo"]), validationRows: null);

        Assert.Equal(9, model.Options.EmbeddingSize);
        Assert.Equal((2, 5), (report.WordVectors!.Words, report.WordVectors.Dimension));
        Assert.Equal([1, 2, 3, 4, 5], RowOf("saw"));
        Assert.Equal([5, 4, 3, 2, 1], RowOf("there"));

        float[] RowOf(string word) => model.Weights[model.WordTable].Row(model.Coder.Words[TextHash.Of(word)]).ToArray();
    }

    private static bool Finds(EntityExtractor extractor, string name) =>
        extractor.Extract([TokenizedText.Of($"we saw {name} there")])[0].Entities.Count == 1;

    private static EntityModel Train(EntityFeatureOptions features, string[] names, string[] others) =>
        Trainer(features, vectors: null).Train(Rows(names, others), validationRows: null).Model;

    private static EntityTrainer Trainer(EntityFeatureOptions features, WordVectorOptions? vectors) => new()
    {
        Encoder = ToyTexts.SmallEncoder(EncoderKind.Lstm),
        Features = features,
        WordVectors = vectors,
        Training = new TrainingOptions { Epochs = 8, BatchSize = 8, LearningRate = 0.01, Threads = 1, ValidationFraction = 0 },
        Scheme = TagScheme.Bio,
        Seed = 1,
    };

    private static List<AnnotatedText> Rows(string[] names, string[] others) =>
        [.. names.Zip(others).SelectMany(pair => new[]
        {
            AnnotatedText.Of($"we saw {pair.First} there", [new(7, pair.First.Length, "NAME")]),
            AnnotatedText.Of($"we saw {pair.Second} there", []),
        })];

    private static EntityModel Reread(EntityModel model)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            EntityCodec.Write(writer, model);
        }

        var reader = new ContentReader(stream.ToArray());
        EntityModel read = EntityCodec.Read(reader);
        reader.End();
        return read;
    }

    private string Write(string text)
    {
        string path = Path.Combine(_folder, $"{Guid.NewGuid()}.txt");
        File.WriteAllText(path, text);
        return path;
    }
}
