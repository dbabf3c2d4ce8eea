using ContextMemory.MLNet;
using Microsoft.ML;
using Transforms.Tests.Harness;
using Transforms.Tests.Support;

namespace Transforms.Tests.Training;

/// <summary>The same seed and data give the same model, to the last byte that is saved.</summary>
public class RepeatabilityTests : EstimatorHarness
{
    [Theory]
    [Trait("Category", "Slow")]
    [MemberData(nameof(Cases))]
    public void The_same_seed_gives_the_same_model(string name)
    {
        FittedCase fitted = FittedCase.Get(name);
        var context = new MLContext(1);

        TextTransformer again = fitted.Case.Create(context).Fit(fitted.Case.Load(context, fitted.Messages));

        Assert.Equal(ModelFiles.Component(fitted.File), ModelFiles.Component(again));
    }

    [Theory]
    [Trait("Category", "Slow")]
    [MemberData(nameof(Cases))]
    public void Another_seed_gives_another_model(string name)
    {
        FittedCase fitted = FittedCase.Get(name);
        var context = new MLContext(2);

        TextTransformer other = fitted.Case.Create(context).Fit(fitted.Case.Load(context, fitted.Messages));

        Assert.NotEqual(ModelFiles.Component(fitted.File), ModelFiles.Component(other));
    }

    [Fact]
    public void The_seed_of_the_options_wins()
    {
        byte[] ofContext = Train(new MLContext(5), seed: null);

        Assert.Equal(ofContext, Train(new MLContext(77), seed: 5));
        Assert.NotEqual(ofContext, Train(new MLContext(5), seed: 77));
    }

    [Fact]
    public void Without_any_seed_the_model_is_that_of_seed_one()
    {
        Assert.Equal(Train(new MLContext(1), seed: null), Train(new MLContext(), seed: null));
        Assert.NotEqual(Train(new MLContext(-1), seed: null), Train(new MLContext(1), seed: null));
    }

    [Fact]
    public void What_else_the_context_made_does_not_matter()
    {
        var busy = new MLContext(5);
        busy.Transforms.CopyColumns("Copy", "Text").Append(busy.Transforms.ContextMemoryEncode(Tiny.Encode)).Fit(Messages.Load(busy, 20));

        Assert.Equal(Train(new MLContext(5), seed: null), Train(busy, seed: null));
    }

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData(EncoderKind.Attention)]
    [InlineData(EncoderKind.Lstm)]
    [InlineData(EncoderKind.Gru)]
    [InlineData(EncoderKind.AttentionLstm)]
    [InlineData(EncoderKind.GatedMemory)]
    [InlineData(EncoderKind.KeyValueMemory)]
    public void The_number_of_threads_does_not_matter(EncoderKind kind)
    {
        // Enough rows that some are held out, and words that no batch has: every kind of step is taken.
        IDataView data = Messages.Load(new MLContext(1), 300);
        byte[] one = Train(1);

        Assert.All([2, 3, 0], threads => Assert.Equal(one, Train(threads)));

        byte[] Train(int threads) => ModelFiles.Component(new MLContext(1).MulticlassClassification.Trainers
            .ContextMemoryClassifier(Tiny.Classifier with
            {
                Encoder = Tiny.Encoder(kind),
                Training = Tiny.Training with { Epochs = 2, Threads = threads },
            })
            .Fit(data));
    }

    [Fact]
    public void The_number_of_threads_does_not_matter_without_a_label_either()
    {
        IDataView data = Messages.Load(new MLContext(1), 300);

        byte[] one = Train(1);

        Assert.All([2, 3], threads => Assert.Equal(one, Train(threads)));

        byte[] Train(int threads) => ModelFiles.Component(new MLContext(1).Transforms
            .ContextMemoryEncode(Tiny.Encode with { Training = Tiny.Training with { Threads = threads } })
            .Fit(data));
    }

    private static byte[] Train(MLContext context, int? seed) => ModelFiles.Component(context.MulticlassClassification.Trainers
        .ContextMemoryClassifier(Tiny.Classifier with { Training = Tiny.Training with { Seed = seed } })
        .Fit(Messages.Load(context, 40)));
}
