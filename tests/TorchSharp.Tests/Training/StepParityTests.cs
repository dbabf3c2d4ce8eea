using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Tasks.Encoding;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.TorchTests.Support;

namespace ContextMemory.MLNet.TorchTests.Training;

/// <summary>Twenty steps of the optimizer on both engines lead to the same weights.</summary>
public sealed class StepParityTests
{
    private const int Steps = 20;
    private const float Rate = 1e-3f;
    private const double Tolerance = 1e-3;

    public static TheoryData<EncoderKind> Kinds => [.. EncoderKinds.Own];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_classifier(EncoderKind kind) =>
        Check(() => RandomObjectives.Classes(RandomObjectives.Encoder(kind), seed: 21, horizon: 2));

    [Fact]
    public void A_classifier_with_adversarial_steps_and_several_members() =>
        Check(() => RandomObjectives.Classes(RandomObjectives.Encoder(EncoderKind.Gru), seed: 22, epsilon: 0.5, members: 2));

    [Fact]
    public void A_tagger() =>
        Check(() => RandomObjectives.Entities(RandomObjectives.Encoder(EncoderKind.Lstm), EncoderKind.Gru, TagScheme.Bioes, seed: 23));

    [Fact]
    public void A_summarizer() => Check(() => RandomObjectives.Summaries(
        RandomObjectives.Encoder(EncoderKind.Gru, new { Layers = 1 }), RandomObjectives.Encoder(EncoderKind.Lstm, new { Layers = 1 }), seed: 24));

    [Fact]
    public void A_step_is_shorter_where_the_gradient_is_clipped() =>
        Check(() => RandomObjectives.Classes(RandomObjectives.Encoder(EncoderKind.Gru), seed: 25), gradientNorm: 1e-3);

    [Fact]
    public void Frozen_rows_stay_as_they_are()
    {
        IObjective objective = Frozen();
        Parameter table = objective.Weights.Layout.Parameters.First(parameter => parameter.FrozenRows is not null);
        float[] before = objective.Weights[table].Row(5).ToArray();

        Learn(objective, TestDevice.Engine);

        Assert.Equal(before, objective.Weights[table].Row(5).ToArray());
        Check(Frozen);

        static IObjective Frozen()
        {
            IObjective objective = RandomObjectives.Classes(RandomObjectives.Encoder(EncoderKind.Gru), seed: 26);
            Parameter table = objective.Weights.Layout.Parameters.First(parameter => parameter.IsSparse);
            table.FrozenRows = [.. Enumerable.Range(0, table.Rows).Select(row => row == 5)];
            return objective;
        }
    }

    private static void Check(Func<IObjective> create, double gradientNorm = 1)
    {
        IObjective managed = create();
        IObjective torch = create();
        Assert.Equal(managed.Weights.Values.ToArray(), torch.Weights.Values.ToArray());

        double[] expected = Learn(managed, TrainingEngine.Managed, gradientNorm);
        double[] losses = Learn(torch, TestDevice.Engine, gradientNorm);

        Assert.All(expected.Zip(losses), pair => Assert.Equal(pair.First, pair.Second, Tolerance * pair.First));
        Assert.True(expected[^1] < expected[0], "nothing was learned");
        float[] values = managed.Weights.Values.ToArray();
        float[] others = torch.Weights.Values.ToArray();
        foreach (Parameter parameter in managed.Weights.Layout.Parameters.Where(HasGradient))
        {
            for (int i = 0; i < parameter.Length; i++)
            {
                int place = managed.Weights.Layout.OffsetOf(parameter) + i;
                Assert.True(
                    IsKeyBias(parameter, i) || Math.Abs(values[place] - others[place]) <= Tolerance,
                    $"{parameter.Name}[{i}]: managed {values[place]}, libtorch {others[place]}");
            }
        }
    }

    /// <summary>What is added to all scores of a list alike has none but rounding, of which the optimizer makes steps of any direction.</summary>
    private static bool HasGradient(Parameter parameter) => parameter.Name is not ("head.bias" or "features.head.bias") || parameter.Length > 1;

    /// <summary>The bias of keys adds the same to all scores of a query, so it has no gradient either.</summary>
    private static bool IsKeyBias(Parameter parameter, int i) =>
        parameter.Name.EndsWith("in_proj_bias", StringComparison.Ordinal) && i / (parameter.Columns / 3) == 1;

    private static double[] Learn(IObjective objective, TrainingEngine engine, double gradientNorm = 1)
    {
        var options = new LearnerOptions { BatchSize = objective.ExampleCount, Seed = 1, WeightDecay = 0.01, GradientNorm = gradientNorm };
        LearnerPlan plan = engine.Measure(objective, options.BatchSize, threads: 1, long.MaxValue).Plans(options.BatchSize)[0];
        using ILearner learner = engine.CreateLearner(objective, options, plan);
        int[] batch = [.. Enumerable.Range(0, objective.ExampleCount)];
        var losses = new double[Steps];
        for (int step = 0; step < Steps; step++)
        {
            losses[step] = learner.Step(batch, Rate).LossSum;
        }

        learner.Sync();
        return losses;
    }
}
