using System.Globalization;
using ContextMemory.MLNet;
using ContextMemory.MLNet.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;
using Transforms.Tests.Support;

namespace Transforms.Tests.Saving;

/// <summary>
/// Models as earlier formats wrote them, with what they gave then. They are loaded for ever: the files in Frozen are never written anew,
/// a new format gets files of its own beside them.
/// </summary>
public class FrozenModelTests
{
    // Kernels of other machines add in another order.
    private const double Tolerance = 2e-5;

    // Behind the 8 bytes that all formats begin with.
    private const int FormatPlace = 8;

    private static readonly string[] Texts =
    [
        "my invoice was charged twice",
        "The parcel arrived late, and the box was broken!",
        "",
        "köszönöm, 非常に速い 🙂 it's 3.14",
        string.Join(' ', Enumerable.Repeat("thanks for the quick refund of my order", 12)),
    ];

    [Theory]
    [InlineData("encode", "Features", typeof(ContextMemoryEncodeTransformer))]
    [InlineData("encode-pieces", "Features", typeof(ContextMemoryEncodeTransformer))]
    [InlineData("multiclass-text", "Score", typeof(ContextMemoryMulticlassTransformer))]
    [InlineData("multiclass-int32", "Score", typeof(ContextMemoryMulticlassTransformer))]
    [InlineData("binary", "Probability", typeof(ContextMemoryBinaryTransformer))]
    public void A_model_of_format_1_gives_what_it_gave_then(string name, string column, Type type)
    {
        var context = new MLContext();
        context.ContextMemory().UseTokenizer(new PairTokenizer());

        TextTransformer model = Components.Load(Frozen.Read($"{name}.v1.bin"), context);

        Assert.IsType(type, model);
        AssertGives(model, column, Frozen.Read($"{name}.v1.txt"));
    }

    [Theory]
    [InlineData("multiclass-text", "Score")]
    [InlineData("entities-characters", "EntitiesScores")]
    public void A_model_of_format_2_is_that_of_format_1_in_another_frame(string name, string column)
    {
        byte[] first = Frozen.Read($"{name}.v1.bin");
        byte[] second = Frozen.Read($"{name}.v2.bin");
        Assert.Equal([1, 2], [first[FormatPlace], second[FormatPlace]]);

        TextTransformer model = Components.Load(first);

        Assert.Equal(Print(model, column), Print(Components.Load(second), column));
        Assert.Equal(2, ModelFiles.Component(model)[FormatPlace]);
    }

    /// <summary>The models of all kinds, and of later versions of a kind, with the name that each says.</summary>
    public static TheoryData<EncoderKind, string, string> Kinds()
    {
        var data = new TheoryData<EncoderKind, string, string>();
        foreach (EncoderKind kind in EncoderKinds.Own)
        {
            data.Add(kind, $"encode-{kind.ToString().ToLowerInvariant()}.v2", $"{kind}.v1");
        }

        data.Add(EncoderKind.KeyValueMemory, "encode-keyvaluememory-gated.v2", "KeyValueMemory.v2");
        return data;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_model_whose_kind_has_a_version_gives_what_it_gave_then(EncoderKind kind, string file, string savedName)
    {
        byte[] bytes = Frozen.Read($"{file}.bin");
        Assert.NotEqual(-1, bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes($"{{\"Kind\":\"{savedName}\",")));

        TextTransformer model = Components.Load(bytes);

        Assert.Equal(kind, model.Encoder.Kind);
        AssertGives(model, "Features", Frozen.Read($"{file}.txt"));
    }

    [Fact]
    public void A_model_of_format_1_knows_its_labels()
    {
        var texts = (ContextMemoryMulticlassTransformer)Components.Load(Frozen.Read("multiclass-text.v1.bin"));
        var numbers = (ContextMemoryMulticlassTransformer)Components.Load(Frozen.Read("multiclass-int32.v1.bin"));

        Assert.Equal(["billing", "praise", "delivery"], texts.Labels);
        Assert.Equal(["0", "1", "2", "3"], numbers.Labels);
        IDataView data = Load(new MLContext());
        Assert.Equal("Vector<Int32, 4>", $"{numbers.GetOutputSchema(data.Schema)["PredictedLabel"].Annotations.Schema["KeyValues"].Type}");
    }

    /// <summary>The numbers of a column, one text a line.</summary>
    public static List<string> Print(ITransformer model, string column)
    {
        IDataView data = model.Transform(Load(new MLContext()));
        IEnumerable<float[]> rows = column == "Probability"
            ? data.GetColumn<float>(column).Select(value => new[] { value })
            : data.GetColumn<float[]>(column);
        return [.. rows.Select(row => string.Join(' ', row.Select(value => value.ToString("G9", CultureInfo.InvariantCulture))))];
    }

    private static void AssertGives(TextTransformer model, string column, byte[] then)
    {
        string[] expected = System.Text.Encoding.UTF8.GetString(then).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        List<string> actual = Print(model, column);
        Assert.Equal(expected.Length, actual.Count);
        foreach ((string before, string now) in expected.Zip(actual))
        {
            Assert.Equal(Numbers(before), Numbers(now), (left, right) => Math.Abs(left - right) <= Tolerance);
        }
    }

    private static IDataView Load(MLContext context) => context.Data.LoadFromEnumerable(Texts.Select(text => new Message { Text = text }));

    private static double[] Numbers(string line) =>
        [.. line.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
}
