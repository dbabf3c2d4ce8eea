using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Tasks.Encoding;
using ContextMemory.MLNet.TorchTests.Support;

namespace ContextMemory.MLNet.TorchTests.Modules;

/// <summary>A user's module that is a GRU computes and learns what our GRU does, with the same weights. Texts are of one segment.</summary>
public sealed class ModuleParityTests
{
    private static readonly TorchSharpModuleEncoder Module = TestModules.Encoder(() => new TestModules.Recurrent());

    private static readonly GruOptions Ours = new()
    {
        EmbeddingSize = TestModules.Inputs,
        HiddenSize = TestModules.Outputs,
        SegmentLength = 8,
        Bidirectional = false,
        Dropout = 0,
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Vectors(bool onEngine)
    {
        const Pooling All = Pooling.Mean | Pooling.Max | Pooling.Last | Pooling.Attention;
        var random = new RandomStream(1);
        var model = new EncodingModel(RandomObjectives.Coder(), Module with { Pooling = All }, Kernels.Current);
        var ours = new EncodingModel(RandomObjectives.Coder(), Ours with { Pooling = All }, Kernels.Current);
        RandomObjectives.Scatter(model.Weights, random);
        Copy(model.Weights, ours.Weights);
        int[][] documents = [.. Enumerable.Range(0, 40).Select(_ => RandomObjectives.Codes(random, model.Coder, longest: 8))];
        var expected = new float[documents.Length * ours.ResultSize];
        ours.Run(documents, expected);
        if (onEngine)
        {
            model.UseEngine(TestDevice.Engine);
        }

        foreach (int threads in new[] { 1, 3 })
        {
            var found = new float[expected.Length];
            model.Run(documents, found, threads);
            Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        }
    }

    [Fact]
    public void A_text_has_the_same_vector_whatever_is_beside_it_on_any_number_of_threads()
    {
        var random = new RandomStream(4);
        var model = new EncodingModel(RandomObjectives.Coder(), Module, Kernels.Current);
        RandomObjectives.Scatter(model.Weights, random);
        int[][] documents = [.. Enumerable.Range(0, 60).Select(_ => RandomObjectives.Codes(random, model.Coder, longest: 40))];
        float[] alone = [.. documents.SelectMany(document => Run([document], threads: 1))];

        Assert.Equal(alone, Run(documents, threads: 1));
        Assert.Equal(alone, Run(documents, threads: 4));

        float[] Run(int[][] some, int threads)
        {
            var vectors = new float[some.Length * model.ResultSize];
            model.Run(some, vectors, threads);
            return vectors;
        }
    }

    [Fact]
    public void Weights_that_change_are_read_anew()
    {
        var random = new RandomStream(2);
        var model = new EncodingModel(RandomObjectives.Coder(), Module, Kernels.Current);
        model.Weights.Initialize(1);
        int[][] documents = [RandomObjectives.Codes(random, model.Coder, longest: 8)];
        float[] first = Run();

        RandomObjectives.Scatter(model.Weights, random);

        Assert.NotEqual(first, Run());

        float[] Run()
        {
            var vectors = new float[model.ResultSize];
            model.Run(documents, vectors);
            return vectors;
        }
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0.4)]
    public void Steps(int members, double epsilon)
    {
        ClassificationObjective module = Objective(Module);
        ClassificationObjective ours = Objective(Ours);
        Copy(module.Weights, ours.Weights);

        double[] expected = Learn(ours);
        double[] found = Learn(module);

        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-4 * pair.First));
        Assert.True(found[^1] < found[0], "nothing was learned");
        foreach (Parameter parameter in module.Weights.Layout.Parameters)
        {
            float[] own = module.Weights[parameter].Span.ToArray();
            Assert.All(own.Zip(ours.Weights[Same(ours.Weights, parameter)].Span.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        }

        ClassificationObjective Objective(EncoderOptions options) =>
            RandomObjectives.Classes(options, seed: 3, epsilon: epsilon, members: members, isShort: true);

        static double[] Learn(ClassificationObjective objective)
        {
            TrainingEngine engine = TestDevice.Engine;
            var options = new LearnerOptions { BatchSize = 6, Seed = 1, WeightDecay = 0.01, GradientNorm = 1 };
            using ILearner learner = engine.CreateLearner(objective, options, engine.Measure(objective, 6, 1, long.MaxValue).Plans(6)[0]);
            double[] losses = [.. Enumerable.Range(0, 8).Select(_ => learner.Step([0, 1, 2, 3, 4, 5], rate: 0.01f).LossSum)];
            learner.Sync();
            return losses;
        }
    }

    private static void Copy(Weights module, Weights ours)
    {
        foreach (Parameter parameter in module.Layout.Parameters)
        {
            module[parameter].Span.CopyTo(ours[Same(ours, parameter)].Span);
        }

        ours.Changed();
    }

    private static Parameter Same(Weights weights, Parameter parameter) =>
        weights.Layout.Parameters.Single(own => own.Name == parameter.Name.Replace("_gru.", "", StringComparison.Ordinal));
}
