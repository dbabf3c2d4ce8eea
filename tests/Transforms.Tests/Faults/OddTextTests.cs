using ContextMemory.MLNet;
using ContextMemory.MLNet.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;
using Transforms.Tests.Harness;
using Transforms.Tests.Support;

namespace Transforms.Tests.Faults;

/// <summary>Whatever a text column holds, every component gives numbers for it.</summary>
public class OddTextTests : EstimatorHarness
{
    private const int MillionCharacters = 1_000_000;

    private static readonly string?[] Odd =
    [
        null,
        "",
        " \t\r\n\u00a0\u3000",
        "\ud83d\ude42\ud83d\ude80\ud83d\ude42",
        "a lone \ud83d half",
        "\udc00",
        "\ud800\ud800\ud800",
        "\0\u0001\u001b\ufffe\uffff",
        "\u0301\u0301\u0301",
        "\u200b\u200d\ufeff",
        new string('x', 5_000),
        new string('!', 5_000),
        "非常感谢您的帮助请问什么时候发货",
        "سلام عليكم ورحمة الله",
        "İstanbul'da IŞIK ﬁnal ß ǅ",
    ];

    private readonly MLContext _context = new(1);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_text_has_finite_values_beside_any_others(string name)
    {
        FittedCase fitted = FittedCase.Get(name);
        string[] column = [fitted.Case.Output.First(one => one.Type.Contains("Single", StringComparison.Ordinal)).Name];

        List<string> together = RowPrinter.Print(fitted.Transformer.Transform(Load(Odd)), fitted.Case.Columns);
        List<string> alone = [.. Odd.SelectMany(text => RowPrinter.Print(fitted.Transformer.Transform(Load([text])), fitted.Case.Columns))];

        Assert.Equal(alone, together);
        Assert.All(Values(fitted.Transformer.Transform(Load(Odd)), column[0]), value => Assert.True(float.IsFinite(value)));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Missing_and_blank_texts_are_empty_texts(string name)
    {
        FittedCase fitted = FittedCase.Get(name);

        List<string> rows = RowPrinter.Print(fitted.Transformer.Transform(Load(null, "", " \t\r\n\u00a0\u3000")), fitted.Case.Columns);

        Assert.Single(rows.Distinct());
    }

    // A pretrained transformer reads a text as it was trained to: as it stands.
    public static TheoryData<string> WithWordsOfTheirOwn => [.. EstimatorCase.All.Select(one => one.Name).Where(name => !name.Contains("Pretrained", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(WithWordsOfTheirOwn))]
    public void Equivalent_texts_and_those_with_invisible_characters_have_equal_values(string name)
    {
        string[] forms =
        [
            "Crème brûlée à Győr, 한글 がく",
            "Cre\u0300me bru\u0302le\u0301e a\u0300 Gyo\u030br, \u1112\u1161\u11ab\u1100\u1173\u11af \u304b\u3099く",
            "Cr\u00adème\u200b brû\u2060lée à Győr, \ufeff한글 が\u200dく\ufe0f",
        ];
        FittedCase fitted = FittedCase.Get(name);
        foreach (string column in fitted.Case.Output.Where(one => one.Type.Contains("Single", StringComparison.Ordinal)).Select(one => one.Name))
        {
            float[][] values = [.. forms.Select(form => Values(fitted.Transformer.Transform(Load(form)), column).ToArray())];
            Assert.All(values, one => Assert.Equal(values[0], one));
        }
    }

    [Theory]
    [Trait("Category", "Slow")]
    [MemberData(nameof(Cases))]
    public void Odd_texts_can_be_learned_from(string name)
    {
        IEnumerable<Message> rows =
            Odd.Select((text, id) => new Message { Id = id, Text = text, Topic = $"t{id % 3}", IsBilling = id % 2 == 0 });

        EstimatorCase one = EstimatorCase.Get(name);
        TextTransformer model = one.Create(_context).Fit(one.Load(_context, [.. rows]));

        EpochResult epoch = Assert.Single(model.TrainingReport!.Epochs);
        Assert.True(double.IsFinite(epoch.TrainingLoss));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void A_text_of_a_million_characters_is_read_whole()
    {
        string text = LongText();
        string shorter = $"{text[..^40]}{new string('x', 40)}";
        foreach (EncoderKind kind in EncoderKinds.Own)
        {
            TextTransformer model = FittedCase.Get($"multiclass, {kind}").Transformer;

            List<string> rows = RowPrinter.Print(model.Transform(Load(text, shorter, text)), "Score");

            Assert.Equal(rows[0], rows[2]);
            Assert.NotEqual(rows[0], rows[1]);
            Assert.All(Values(model.Transform(Load(text)), "Score"), value => Assert.InRange(value, 0, 1));
        }
    }

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData("masked token, Lstm")]
    [InlineData("multiclass, Attention")]
    [InlineData("entities, Lstm")]
    public void A_text_of_a_million_characters_can_be_learned_from(string name)
    {
        List<Message> messages = Messages.Make(20);
        messages[3].Text = LongText();

        EstimatorCase one = EstimatorCase.Get(name);
        TextTransformer model = one.Create(_context).Fit(one.Load(_context, messages));

        Assert.True(double.IsFinite(Assert.Single(model.TrainingReport!.Epochs).TrainingLoss));
    }

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData("multiclass, Attention", "Score")]
    [InlineData("multiclass, Lstm", "Score")]
    [InlineData("multiclass, Gru", "Score")]
    [InlineData("multiclass, AttentionLstm", "Score")]
    [InlineData("multiclass, GatedMemory", "Score")]
    [InlineData("multiclass, KeyValueMemory", "Score")]
    [InlineData("entities, Lstm", "EntitiesScores")]
    public void Memory_does_not_grow_with_the_length_of_a_text(string name, string column)
    {
        using var folder = new TemporaryFolder();

        string[] lines = HostProcess.Run("memory", folder.Write("model.zip", FittedCase.Get(name).File), column);

        // Megabytes. The text and the places of its 190,000 tokens take some; all that this tiny model computes for each token would take more than 100.
        Assert.InRange(int.Parse(lines[0]), 0, 40);
        Assert.StartsWith($"{column}=[", lines[1]);
    }

    private static string LongText()
    {
        const string Sentence = "the parcel arrived late and the box was open, ";
        return string.Concat(Enumerable.Repeat(Sentence, MillionCharacters / Sentence.Length + 1))[..MillionCharacters];
    }

    private static IEnumerable<float> Values(IDataView data, string column) => data.Schema[column].Type is VectorDataViewType
        ? data.GetColumn<float[]>(column).SelectMany(row => row)
        : data.GetColumn<float>(column);

    private IDataView Load(params string?[] texts) => _context.Data.LoadFromEnumerable(texts.Select(text => new Message { Text = text }));
}
