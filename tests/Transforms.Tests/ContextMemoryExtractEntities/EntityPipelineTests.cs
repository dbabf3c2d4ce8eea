using ContextMemory.MLNet;
using ContextMemory.MLNet.Tests.Support;
using ContextMemory.MLNet.Text;
using Microsoft.ML;
using Microsoft.ML.Data;
using Transforms.Tests.Support;

namespace Transforms.Tests.ContextMemoryExtractEntities;

/// <summary>From annotated texts and from tagged tokens to entities with their exact places.</summary>
public class EntityPipelineTests
{
    private static readonly string[] Names = ["Ana", "Zoë", "José", "Marie-Claire", "O'Neill", "王小明", "Ἀλέξανδρος", "Jose\u0301"];
    private static readonly string[] Places = ["Rome", "Győr", "北京", "São Paulo", "𠀋𠀌"];

    private static readonly ContextMemoryExtractEntitiesOptions Options = new()
    {
        Encoder = Tiny.Encoder(EncoderKind.Lstm).With(new { EmbeddingSize = 16, HiddenSize = 16, Dropout = 0.0 }),
        Features = new() { HashBuckets = 64, FeatureDropout = 0.1 },
        Training = new() { Epochs = 8, BatchSize = 8, Threads = 1, LearningRate = 0.01, ValidationFraction = 0 },
    };

    private static readonly Lazy<ContextMemoryExtractEntitiesTransformer> Trained = new(() =>
        new MLContext(1).Transforms.Text.ContextMemoryExtractEntities(Options).Fit(new MLContext(1).Data.LoadFromEnumerable(Documents(200))));

    private readonly MLContext _context = new(1);

    [Fact]
    public void Entities_are_found_with_their_places_in_the_original_text()
    {
        AnnotatedDocument[] documents = Documents(60, seed: 9);
        IDataView found = Trained.Value.Transform(_context.Data.LoadFromEnumerable(documents));

        EntityMetrics metrics = _context.ContextMemory().EvaluateEntities(found);

        Assert.Equal(60, metrics.Rows);
        Assert.InRange(metrics.F1, 0.9, 1);
        Assert.Equal(["PERSON", "PLACE"], metrics.PerType.Keys);
        foreach ((AnnotatedDocument document, ExtractedEntities row) in
            documents.Zip(_context.Data.CreateEnumerable<ExtractedEntities>(found, reuseRowObject: false)))
        {
            Assert.All(row.ToList(), entity =>
            {
                Assert.Equal(document.Text.Substring(entity.Start, entity.Length), entity.Text);
                Assert.InRange(entity.Score, 0, 1);
            });
        }
    }

    [Fact]
    public void A_prediction_engine_returns_entities()
    {
        PredictionEngine<AnnotatedDocument, ExtractedEntities> engine =
            _context.Model.CreatePredictionEngine<AnnotatedDocument, ExtractedEntities>(Trained.Value);

        IReadOnlyList<ExtractedEntity> entities = engine.Predict(new AnnotatedDocument("😀\tcall José\tfrom Győr!")).ToList();

        Assert.Equal([("José", "PERSON", 8, 4), ("Győr", "PLACE", 18, 4)], entities.Select(one => (one.Text, one.Type, one.Start, one.Length)));
        Assert.Empty(engine.Predict(new AnnotatedDocument("")).ToList());
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void A_model_of_texts_reads_tokens_and_the_other_way_round()
    {
        TaggedTokens[] rows = [.. Documents(200).Select(Tagged)];
        IDataView data = _context.Data.LoadFromEnumerable(rows);
        ContextMemoryExtractEntitiesTransformer ofTokens = _context.Transforms.Text.ContextMemoryExtractEntities(Options).Fit(data);

        Assert.InRange(_context.ContextMemory().EvaluateEntities(ofTokens.Transform(data)).F1, 0.9, 1);
        Assert.InRange(_context.ContextMemory().EvaluateEntities(Trained.Value.Transform(data), reading: TagReading.Strict).F1, 0.9, 1);
        IDataView texts = _context.Data.LoadFromEnumerable(Documents(60, seed: 9));
        Assert.InRange(_context.ContextMemory().EvaluateEntities(ofTokens.Transform(texts)).F1, 0.85, 1);
    }

    [Theory]
    [InlineData(TagScheme.Bio, "O B-PERSON I-PERSON B-PLACE I-PLACE")]
    [InlineData(TagScheme.Bioes, "O B-PERSON I-PERSON E-PERSON S-PERSON B-PLACE I-PLACE E-PLACE S-PLACE")]
    public void Tags_are_those_of_the_scheme(TagScheme scheme, string tags)
    {
        ContextMemoryExtractEntitiesOptions options = Options with { TagScheme = scheme, Training = Options.Training with { Epochs = 1 } };

        ContextMemoryExtractEntitiesTransformer model =
            _context.Transforms.Text.ContextMemoryExtractEntities(options).Fit(_context.Data.LoadFromEnumerable(Documents(30)));

        Assert.Equal(tags, string.Join(' ', model.Tags));
        Assert.Equal(["PERSON", "PLACE"], model.EntityTypes);
    }

    [Theory]
    [InlineData(TagScheme.Bio)]
    [InlineData(TagScheme.Bioes)]
    public void No_entity_begins_or_ends_with_white_space(TagScheme scheme)
    {
        // Names are annotated with the line ends around them, so that what is learned is to take these for a part of names.
        string[] ends = ["\n", "\r\n", "\n\n"];
        AnnotatedDocument[] documents = [.. Enumerable.Range(0, 60).Select(row =>
        {
            string name = $"{Names[row % 3]}{ends[row % ends.Length]}Lee";
            return new AnnotatedDocument($"call\n{name}\n{name}", new(4, name.Length + 1, "PERSON"), new(5 + name.Length, name.Length + 1, "PERSON"));
        })];
        ContextMemoryExtractEntitiesOptions options = Options with { TagScheme = scheme, Training = Options.Training with { Epochs = 4 } };
        ContextMemoryExtractEntitiesTransformer model =
            _context.Transforms.Text.ContextMemoryExtractEntities(options).Fit(_context.Data.LoadFromEnumerable(documents));
        TaggedTokens[] tokens = [.. documents.Select(document => new TaggedTokens { Tokens = ["\n", " Ana ", "\t", "", "Lee", "\u00A0", "\n"] })];

        ExtractedEntity[] found =
        [
            .. Found(_context.Data.LoadFromEnumerable(documents)),
            .. Found(_context.Data.LoadFromEnumerable(tokens)),
            .. Found(_context.Data.LoadFromEnumerable([new AnnotatedDocument("\n \r\n\t"), new AnnotatedDocument("Ana\r\nLee lives in Rome.")])),
        ];

        Assert.InRange(found.Count(entity => entity.Text.Contains('\n', StringComparison.Ordinal)), 60, 200);
        Assert.All(found, entity =>
        {
            Assert.NotEqual("", entity.Text);
            Assert.Equal(entity.Text.Trim(), entity.Text);
            Assert.Equal(entity.Text.Length, entity.Length);
            Assert.InRange(entity.Score, 0, 1);
        });

        IEnumerable<ExtractedEntity> Found(IDataView data) =>
            _context.Data.CreateEnumerable<ExtractedEntities>(model.Transform(data), reuseRowObject: false).SelectMany(row => row.ToList());
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void A_long_text_is_read_whole()
    {
        string start = string.Join(' ', Enumerable.Repeat("nothing to see here", 3_000));
        string text = $"{start} call Ana from Rome today";

        ExtractedEntities row = Assert.Single(_context.Data.CreateEnumerable<ExtractedEntities>(
            Trained.Value.Transform(_context.Data.LoadFromEnumerable([new AnnotatedDocument(text)])), reuseRowObject: false));

        Assert.Contains((start.Length + 6, "Ana"), row.ToList().Select(entity => (entity.Start, entity.Text)));
    }

    [Fact]
    public void Entities_that_do_not_fit_words_are_in_the_log_and_in_the_report()
    {
        AnnotatedDocument[] documents = [.. Documents(30), new("Bobby sang", new EntitySpan(0, 3, "PERSON"))];
        var log = new LogWatch(_context, "ContextMemoryExtractEntities");
        ContextMemoryExtractEntitiesOptions options = Options with { Training = Options.Training with { Epochs = 1 } };

        ContextMemoryExtractEntitiesTransformer model =
            _context.Transforms.Text.ContextMemoryExtractEntities(options).Fit(_context.Data.LoadFromEnumerable(documents));

        EntityAlignment alignment = model.TrainingReport!.EntityAlignment!;
        Assert.Equal((61, 1, 0, false), (alignment.Entities, alignment.Misfits, alignment.LeftOut, alignment.FitAsCodePoints));
        Assert.Equal(["row 31: 'Bob' at 0"], alignment.Examples);
        Assert.Equal(
            "1 of 61 entities begin or end within a word or with white space (row 31: 'Bob' at 0): they are learned as whole words and never " +
            "found as they are annotated. 'cmem check' names all rows.",
            Assert.Single(log.Warnings));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void Twenty_sentences_are_learned_by_heart_with_the_defaults()
    {
        IDataView data = _context.Data.LoadFromEnumerable(TwentySentences.Rows);

        ContextMemoryExtractEntitiesTransformer model = _context.Transforms.Text.ContextMemoryExtractEntities().Fit(data);

        Assert.Equal(120, model.TrainingReport!.Options.Epochs);
        Assert.Equal(1, _context.ContextMemory().EvaluateEntities(model.Transform(data)).F1);
    }

    [Fact]
    public void Wrong_places_are_named_with_their_row()
    {
        Assert.StartsWith(
            "Row 2, column 'LabelStarts': the entity at 3 of length 9 is not in the text; expected a start from 0 and a length from 1 " +
            "within the text's 8 UTF-16 units.",
            Refused(new AnnotatedDocument("call Ana", new EntitySpan(3, 9, "PERSON"))));
        Assert.StartsWith(
            "Row 2, column 'LabelStarts': the B at 5 of length 3 overlaps the A at 0 of length 6; expected entities that do not overlap.",
            Refused(new AnnotatedDocument("call Ana", new EntitySpan(5, 3, "B"), new EntitySpan(0, 6, "A"))));
        Assert.StartsWith(
            "Row 2, column 'LabelTypes': the entity at 5 has no type; expected a name.",
            Refused(new AnnotatedDocument("call Ana", new EntitySpan(5, 3, " "))));
        Assert.StartsWith(
            "Row 2, column 'LabelLengths': it has 0 slots; expected 1, as 'LabelStarts' has.",
            Refused(new AnnotatedDocument { Text = "call Ana", Starts = [5], Types = ["A"] }));
    }

    [Fact]
    public void Wrong_tags_are_named_with_their_row()
    {
        Assert.StartsWith(
            "Row 1, column 'Label': it has 1 tags; expected one for each of the 2 tokens of 'Text'.",
            Refused(new TaggedTokens { Tokens = ["a", "b"], Tags = ["O"] }));
        Assert.StartsWith(
            "Row 1, column 'Label': 'PER' is no tag; expected O, or B-, I-, E-, S- (also L-, U-) and a type.",
            Refused(new TaggedTokens { Tokens = ["a", "b"], Tags = ["O", "PER"] }));
    }

    [Fact]
    public void Rows_without_an_entity_to_learn_are_refused()
    {
        Assert.Equal(
            "The training data has no rows. Pass data with at least one text that is not empty.", Refused(new TaggedTokens()));
        Assert.Equal(
            "None of the 1 training rows has an entity. Check the label column's name, and that it holds annotations or tags such as B-PERSON.",
            Refused(new TaggedTokens { Tokens = ["a"], Tags = ["O"] }));
    }

    [Fact]
    public void Missing_columns_are_named()
    {
        IDataView texts = _context.Data.LoadFromEnumerable([new Message { Text = "a" }]);
        var fault = Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.Text.ContextMemoryExtractEntities(Options).Fit(texts));

        Assert.StartsWith("There is no label column 'LabelStarts': expected a vector of Int32 with a number for each entity.", fault.Message);
        var typeFault = Assert.Throws<ArgumentOutOfRangeException>(
            () => _context.Transforms.Text.ContextMemoryExtractEntities(Options with { InputColumnName = "Id" }).Fit(texts));
        Assert.StartsWith(
            "The text column 'Id' is Int32: expected String, or a vector of String with a token in each slot.", typeFault.Message);
    }

    [Fact]
    public void All_option_faults_are_in_one_message()
    {
        ContextMemoryExtractEntitiesOptions options = new()
        {
            OutputColumnName = "",
            TagScheme = (TagScheme)7,
            WordVectors = new(),
            Encoder = new AttentionOptions { EmbeddingSize = 2, Heads = 2 },
            Features = new() { FeatureDropout = 1 },
        };

        var fault = Assert.Throws<ArgumentException>(() => _context.Transforms.Text.ContextMemoryExtractEntities(options));

        Assert.Equal(
            string.Join(
                Environment.NewLine + "  ",
                "ContextMemoryExtractEntitiesOptions has 5 faults:",
                "OutputColumnName is empty; allowed is the name of a column: \"Entities\" is usual.",
                "TagScheme is 7; allowed is Bio, Bioes: use Bioes.",
                "Encoder.EmbeddingSize is 2; allowed is 4 or more here: half of it is for the word, a quarter each for its characters and for its spelling.",
                "WordVectors.Path is empty; allowed is the name of a file: name a file in the text format of GloVe, word2vec or fastText.",
                "Features.FeatureDropout is 1; allowed is 0 to 0.95: 0.4 is usual, 0 turns it off."),
            fault.Message);
    }

    private static AnnotatedDocument[] Documents(int count, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            string name = Names[random.Next(Names.Length)];
            string place = Places[random.Next(Places.Length)];
            string start = random.Next(2) == 0 ? "please call " : "😀\tcall ";
            string middle = random.Next(2) == 0 ? " from " : "\tin ";
            return new AnnotatedDocument(
                $"{start}{name}{middle}{place}{(random.Next(2) == 0 ? " today" : "!")}",
                new EntitySpan(start.Length, name.Length, "PERSON"),
                new EntitySpan(start.Length + name.Length + middle.Length, place.Length, "PLACE"));
        })];
    }

    private static TaggedTokens Tagged(AnnotatedDocument document)
    {
        var tokens = new List<string>();
        var tags = new List<string>();
        int end = 0;
        for (int i = 0; i <= document.Starts.Length; i++)
        {
            int start = i < document.Starts.Length ? document.Starts[i] : document.Text.Length;
            Add(document.Text[end..start], "O", "O");
            if (i < document.Starts.Length)
            {
                end = start + document.Lengths[i];
                Add(document.Text[start..end], $"B-{document.Types[i]}", $"I-{document.Types[i]}");
            }
        }

        return new TaggedTokens { Tokens = [.. tokens], Tags = [.. tags] };

        void Add(string text, string first, string others)
        {
            TokenizedText tokenized = TokenizedText.Of(text);
            for (int token = 0; token < tokenized.Tokens.Count; token++)
            {
                tokens.Add(tokenized[token].ToString());
                tags.Add(first);
                first = others;
            }
        }
    }

    private string Refused(AnnotatedDocument document) => Refused(
        _context.Data.LoadFromEnumerable([new AnnotatedDocument("call Ana", new EntitySpan(5, 3, "A")), document]));

    private string Refused(TaggedTokens row) => Refused(_context.Data.LoadFromEnumerable([row]));

    private string Refused(IDataView data) =>
        Assert.Throws<InvalidOperationException>(() => _context.Transforms.Text.ContextMemoryExtractEntities(Options).Fit(data)).Message;
}
