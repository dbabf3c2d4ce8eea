using System.Buffers;
using ContextMemory.MLNet;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Tokenizers;
using Transforms.Tests.Support;

namespace Transforms.Tests.Tokenization;

/// <summary>A tokenizer from Microsoft.ML.Tokenizers in place of words. It is not in the saved model.</summary>
public class TokenizerTests
{
    private static readonly IDataView Data = Messages.Load(new MLContext(1), 60);

    private static readonly ContextMemoryMulticlassTransformer Model = Train(new PairTokenizer());

    private static readonly string[] Columns = ["PredictedLabel", "Score"];

    private const string NotStored =
        "The model was trained with a PairTokenizer that is not stored with it. " +
        "Before loading, call mlContext.ContextMemory().UseTokenizer(tokenizer) with the tokenizer it was trained with.";

    [Fact]
    public void Its_tokens_are_learned_from()
    {
        ITransformer words = new MLContext(1).MulticlassClassification.Trainers.ContextMemoryClassifier(Tiny.Classifier).Fit(Data);

        Assert.NotEqual(ModelFiles.Component(words), ModelFiles.Component(Model));
        Assert.NotEqual(ModelFiles.Component(Train(new PairTokenizer(7))), ModelFiles.Component(Model));
        Assert.All(Model.Transform(Data).GetColumn<float[]>("Score"), score => Assert.Equal(1, score.Sum(), 1e-5));
    }

    [Fact]
    public void Without_it_a_model_is_not_loaded()
    {
        byte[] file = ModelFiles.Save(Model);

        Assert.Equal(NotStored, Innermost(Record.Exception(() => ModelFiles.Load(file))));
    }

    [Fact]
    public void With_another_one_a_model_is_not_loaded()
    {
        var context = new MLContext();
        context.ContextMemory().UseTokenizer(new PairTokenizer(7));

        Assert.Equal(NotStored, Innermost(Record.Exception(() => ModelFiles.Load(ModelFiles.Save(Model), context))));
    }

    [Fact]
    public void With_it_a_model_gives_the_same_rows()
    {
        var context = new MLContext();
        context.ContextMemory().UseTokenizer(new PairTokenizer(7)).UseTokenizer(new PairTokenizer());

        ITransformer loaded = ModelFiles.Load(ModelFiles.Save(Model), context);

        Assert.Equal(RowPrinter.Print(Model.Transform(Data), Columns), RowPrinter.Print(loaded.Transform(Data), Columns));
        Assert.Equal(ModelFiles.Component(Model), ModelFiles.Component(loaded));
    }

    [Fact]
    public void Only_the_context_that_was_told_knows_it()
    {
        new MLContext().ContextMemory().UseTokenizer(new PairTokenizer());

        Assert.Equal(NotStored, Innermost(Record.Exception(() => ModelFiles.Load(ModelFiles.Save(Model)))));
    }

    [Fact]
    public void Another_process_gives_the_same_rows()
    {
        using var folder = new TemporaryFolder();
        string data = MessageFile.Write(folder, Messages.Make(30, seed: 9));

        string[] lines = HostProcess.Run("tokenize", data, folder.Write("model.zip", ModelFiles.Save(Model)));

        Assert.Equal(RowPrinter.Print(Model.Transform(MessageFile.Load(new MLContext(), data)), Columns), lines.Skip(1));
    }

    [Fact]
    public void The_encoder_takes_one_too()
    {
        var context = new MLContext(1);
        ContextMemoryEncodeOptions options = Tiny.Encode with { Tokenizer = new PairTokenizer() };
        ContextMemoryEncodeTransformer model = context.Transforms.ContextMemoryEncode(options).Fit(Data);
        context.ContextMemory().UseTokenizer(new PairTokenizer());

        ITransformer loaded = ModelFiles.Load(ModelFiles.Save(model), context);

        Assert.Equal(RowPrinter.Print(model.Transform(Data), "Features"), RowPrinter.Print(loaded.Transform(Data), "Features"));
    }

    [Fact]
    public void A_text_without_tokens_is_an_empty_text()
    {
        var context = new MLContext(1);
        ContextMemoryMulticlassTransformer model = Train(new FixedTokenizer([]));

        IDataView scored = model.Transform(context.Data.LoadFromEnumerable([new Message { Text = "anything" }, new Message { Text = "" }]));

        Assert.Single(RowPrinter.Print(scored, Columns).Distinct());
    }

    [Fact]
    public void Ids_below_zero_are_refused()
    {
        var fault = Assert.Throws<InvalidOperationException>(() => Train(new FixedTokenizer([3, -1])));

        Assert.Equal("The FixedTokenizer gave the token id -1; ids must not be negative.", fault.Message);
    }

    private static ContextMemoryMulticlassTransformer Train(Tokenizer tokenizer) => new MLContext(1).MulticlassClassification.Trainers
        .ContextMemoryClassifier(Tiny.Classifier with { Tokenizer = tokenizer })
        .Fit(Data);

    private static string Innermost(Exception? fault)
    {
        Assert.NotNull(fault);
        return fault.GetBaseException().Message;
    }

    /// <summary>The same ids for every text.</summary>
    private sealed class FixedTokenizer(int[] ids) : Tokenizer
    {
        public override OperationStatus Decode(IEnumerable<int> _, Span<char> destination, out int idsConsumed, out int charsWritten) =>
            throw new NotSupportedException("Nobody asks for texts of ids.");

        protected override EncodeResults<EncodedToken> EncodeToTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings) =>
            new()
            {
                Tokens = [.. ids.Select(id => new EncodedToken(id, "", 0..0))],
                NormalizedText = text,
                CharsConsumed = (text ?? textSpan).Length,
            };
    }
}
