using System.Buffers;
using System.Text;
using System.Text.Json;
using ContextMemory.MLNet;
using Microsoft.ML;
using Microsoft.ML.Tokenizers;
using Transforms.Tests.Harness;
using Transforms.Tests.Support;

namespace Transforms.Tests.Batching;

/// <summary>A transformer tells what went on in its model while it reads a text.</summary>
public class TraceTests
{
    private const string Text = "My parcel was late. The invoice, charged twice; don't refund!";

    public static TheoryData<string> Cases() =>
    [
        .. EstimatorCase.All.Select(one => one.Name).Where(name => FittedCase.Get(name).Transformer is TextModelTransformer),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_trace_has_the_scores_of_the_scorer(string name)
    {
        var transformer = (TextModelTransformer)FittedCase.Get(name).Transformer;

        ContextMemoryTrace trace = transformer.Trace(Text);

        Assert.Equal(transformer.Scorer.Score(new StringReader(Text)), trace.Scores);
        Assert.Equal(transformer.Scorer.Labels, trace.Labels);
        Assert.StartsWith("Myparcelwaslate.", string.Concat(trace.Tokens.Select(token => token.Text)), StringComparison.Ordinal);
        Assert.All(trace.Members, member => Assert.NotEmpty(member.Layers));
        Assert.Equal(
            JsonSerializer.Serialize(trace), JsonSerializer.Serialize(JsonSerializer.Deserialize<ContextMemoryTrace>(JsonSerializer.Serialize(trace))));
    }

    [Fact]
    public void An_entity_extractor_has_a_trace_of_its_encoder_over_words()
    {
        foreach (string name in EstimatorCase.All.Select(one => one.Name))
        {
            if (FittedCase.Get(name).Transformer is ContextMemoryExtractEntitiesTransformer extractor)
            {
                ContextMemoryTrace trace = extractor.Trace("My parcel\nwas late.");

                Assert.Equal(["My", "parcel", "\n", "was", "late", "."], trace.Tokens.Select(token => token.Text));
                Assert.Equal([0, 3, 9, 10, 14, 18], trace.Tokens.Select(token => token.Start!.Value));
                Assert.NotEmpty(Assert.Single(trace.Members).Layers);
                Assert.Empty(trace.Scores);
                Assert.Equal(0, extractor.Trace("").TokenCount);
            }
        }
    }

    [Fact]
    public void Pieces_of_stock_tokenizers_have_their_texts()
    {
        Assert.Equal(["my", " p", "ar", "ce", "l"], TokensOf(new PairTokenizer(), "my parcel"));
        Assert.Equal(["my", "par", "##cel"], TokensOf(CreateBert(), "my parcel"));
        Assert.Equal(["#1", "m", "y", "#2"], TokensOf(new MarkingTokenizer(), "my"));
    }

    [Fact]
    public void A_text_that_is_null_and_faulty_options_are_refused()
    {
        Assert.Throws<ArgumentNullException>("text", () => Learned.Multiclass.Trace(null!));
        Assert.Throws<ArgumentException>(() => Learned.Multiclass.Trace(Text, new TraceOptions { Top = 0 }));
    }

    private static IEnumerable<string> TokensOf(Tokenizer tokenizer, string text)
    {
        var context = new MLContext(1);
        ContextMemoryMulticlassTransformer model = context.MulticlassClassification.Trainers
            .ContextMemoryClassifier(Tiny.Classifier with { Tokenizer = tokenizer })
            .Fit(Messages.Load(context, 60));
        ContextMemoryTrace trace = model.Trace(text);
        Assert.Equal(trace.TokenCount, trace.Tokens.Count);
        Assert.All(trace.Members[0].Layers, layer => Assert.Equal(trace.TokenCount, ((GateTrace)layer).ForgetGates.Count));
        return trace.Tokens.Select(token => token.Text);
    }

    private static BertTokenizer CreateBert()
    {
        string[] pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "my", "was", "par", "##cel", "late"];
        return BertTokenizer.Create(new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', pieces))));
    }

    /// <summary>A piece a character, and marks before and behind the text of which it tells the numbers alone.</summary>
    private sealed class MarkingTokenizer : Tokenizer
    {
        public override OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten) =>
            throw new NotSupportedException("Nobody asks for texts of ids.");

        protected override EncodeResults<EncodedToken> EncodeToTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
        {
            string all = text ?? textSpan.ToString();
            EncodedToken[] tokens = [.. all.Select((letter, i) => new EncodedToken(letter, letter.ToString(), i..(i + 1)))];
            return new EncodeResults<EncodedToken> { Tokens = tokens, NormalizedText = all, CharsConsumed = all.Length };
        }

        protected override EncodeResults<int> EncodeToIds(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
        {
            string all = text ?? textSpan.ToString();
            return new EncodeResults<int> { Tokens = [1, .. all.Select(letter => (int)letter), 2], NormalizedText = all, CharsConsumed = all.Length };
        }
    }
}
