using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Engines.Managed;
using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Tasks.Encoding;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Torch.Learning;
using ContextMemory.MLNet.Torch.Parameters;
using ContextMemory.MLNet.TorchTests.Support;
using TorchSharp;

namespace ContextMemory.MLNet.TorchTests.Learning;

/// <summary>
/// Loss and gradients of both engines on random networks of every kind and head. It is also a test of the managed layers' backward passes: here
/// libtorch differentiates.
/// </summary>
public sealed class GradientParityTests
{
    private const double Tolerance = 1e-4;

    public static TheoryData<EncoderKind> Kinds => [.. EncoderKinds.Own];

    public static TheoryData<EncoderKind, int> KindsAndHorizons
    {
        get
        {
            var data = new TheoryData<EncoderKind, int>();
            foreach (EncoderKind kind in EncoderKinds.Own)
            {
                data.Add(kind, 1);
                data.Add(kind, 2);
                data.Add(kind, 16);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Classes_of_documents_in_one_segment(EncoderKind kind) =>
        Check(RandomObjectives.Classes(RandomObjectives.Encoder(kind), seed: 1, isShort: true));

    [Theory]
    [MemberData(nameof(KindsAndHorizons))]
    public void Classes_of_documents_in_several_segments(EncoderKind kind, int horizon) =>
        Check(RandomObjectives.Classes(RandomObjectives.Encoder(kind), seed: 2, horizon: horizon));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Encoders_that_read_one_way(EncoderKind kind) =>
        Check(RandomObjectives.Classes(RandomObjectives.Encoder(kind, new { Bidirectional = false, Causal = true }), seed: 3, horizon: 2));

    [Theory]
    [InlineData(Pooling.Mean)]
    [InlineData(Pooling.Max)]
    [InlineData(Pooling.Last)]
    [InlineData(Pooling.Attention)]
    [InlineData(Pooling.First)]
    [InlineData(Pooling.Mean | Pooling.Max | Pooling.Last | Pooling.Attention | Pooling.First)]
    public void Every_pooling(Pooling pooling) =>
        Check(RandomObjectives.Classes(RandomObjectives.Encoder(EncoderKind.Gru, new { Pooling = pooling }), seed: 4, horizon: 2));

    [Fact]
    public void Learned_positions() => Check(RandomObjectives.Classes(
        RandomObjectives.Encoder(EncoderKind.Attention, new { Positions = PositionalEncoding.Learned, LearnedPositions = 11 }), seed: 5));

    [Fact]
    public void Gates_that_see_the_token_alone() =>
        Check(RandomObjectives.Classes(RandomObjectives.Encoder(EncoderKind.GatedMemory, new { GatesSeeMemory = false }), seed: 6, horizon: 3));

    [Fact]
    public void The_memory_without_gates() =>
        Check(RandomObjectives.Classes(RandomObjectives.Encoder(EncoderKind.KeyValueMemory, new { GatedWrites = false }), seed: 7, horizon: 3));

    [Fact]
    public void Writes_that_cost_much() =>
        Check(RandomObjectives.Classes(RandomObjectives.Encoder(EncoderKind.DeltaMemory, new { WriteCost = 0.5 }), seed: 8, horizon: 2));

    [Fact]
    public void Any_number_of_labels() =>
        Check(RandomObjectives.Classes(RandomObjectives.Encoder(EncoderKind.Gru), seed: 9, isMultiLabel: true));

    [Fact]
    public void Several_members() => Check(RandomObjectives.Classes(RandomObjectives.Encoder(EncoderKind.Lstm), seed: 10, members: 2));

    [Theory]
    [InlineData(EncoderKind.Gru, 1)]
    [InlineData(EncoderKind.DeltaMemory, 3)]
    public void Adversarial_steps(EncoderKind kind, int horizon) =>
        Check(RandomObjectives.Classes(RandomObjectives.Encoder(kind), seed: 11, epsilon: 0.5, horizon: horizon, members: 2));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Tokens_and_words_of_documents(EncoderKind kind) =>
        Check(RandomObjectives.Tokens(RandomObjectives.Encoder(kind), TokenObjective.MaskedToken, readsDocuments: true, seed: 12));

    [Fact]
    public void The_next_token() => Check(RandomObjectives.Tokens(
        RandomObjectives.Encoder(EncoderKind.Attention, new { Causal = true }), TokenObjective.NextToken, readsDocuments: false, seed: 13));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Tags(EncoderKind kind) => Check(RandomObjectives.Entities(RandomObjectives.Encoder(kind), characters: null, TagScheme.Bio, seed: 14));

    [Theory]
    [InlineData(EncoderKind.Lstm)]
    [InlineData(EncoderKind.Attention)]
    [InlineData(EncoderKind.KeyValueMemory)]
    public void Tags_of_words_read_by_characters(EncoderKind kind) =>
        Check(RandomObjectives.Entities(RandomObjectives.Encoder(EncoderKind.Lstm), kind, TagScheme.Bioes, seed: 15));

    [Theory]
    [InlineData(null)]
    [InlineData(EncoderKind.Gru)]
    public void Tags_over_a_transformer_that_reads_pieces(EncoderKind? characters) =>
        Check(RandomObjectives.Entities(RandomObjectives.Encoder(EncoderKind.Lstm), characters, TagScheme.Bioes, seed: 17, hasTransformer: true));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Sentences_of_documents(EncoderKind kind) =>
        Check(RandomObjectives.Summaries(RandomObjectives.Encoder(kind, new { Layers = 1 }), RandomObjectives.Encoder(kind, new { Layers = 1 }), seed: 16));

    [Theory]
    [InlineData(1, null)]
    [InlineData(4, null)]
    [InlineData(4, 1)]
    public void Adapters(int rank, int? trainedLayers) => Check(RandomObjectives.Classes(
        RandomObjectives.Encoder(EncoderKind.Pretrained, new { AdapterRank = rank, TrainedLayers = trainedLayers, TrainsVocabulary = false }), seed: 18, horizon: 2));

    private static void Check(IManagedObjective objective)
    {
        const ulong Draws = 7;
        int[] examples = [.. Enumerable.Range(0, objective.ExampleCount)];
        float scale = (float)(1 / examples.Sum(objective.TargetCount));
        (double expectedLoss, Gradients expected) = LearnManaged();

        using var parameters = new ParameterBuffer(objective.Weights, torch.device(TestDevice.Name));
        using var pass = new Torch.Layers.Pass(parameters, torch.ScalarType.Float32);
        using TaskGradient gradient = TaskGradient.Of(pass, objective.Network);
        ExampleBatch batch = objective.CreateBatch();
        batch.Fill(examples, new RandomStream(Draws));
        pass.StartLearning(seed: 1, step: 1);
        using DisposeScope scope = torch.NewDisposeScope();
        double loss = gradient.Learn(batch, scale);

        Assert.Equal(expectedLoss, loss, Tolerance * Math.Abs(expectedLoss));
        var found = new float[objective.Weights.Layout.LearnedLength];
        ParameterBuffer.CopyTo(parameters.Gradients, found);
        Parameter[] learned = [.. objective.Weights.Layout.Parameters.Where(parameter => parameter.Learns)];
        double largestOfAll = learned.Max(parameter => Of(parameter).Max(Math.Abs));
        Assert.True(largestOfAll > 0, "there is no gradient");
        foreach (Parameter parameter in learned)
        {
            float[] own = Of(parameter);
            Span<float> other = found.AsSpan(objective.Weights.Layout.OffsetOf(parameter), parameter.Length);

            // Of some parameters the gradient is zero but for rounding.
            double largest = Math.Max(own.Max(Math.Abs), 1e-2 * largestOfAll);
            for (int i = 0; i < own.Length; i++)
            {
                Assert.True(
                    Math.Abs(own[i] - other[i]) <= Tolerance * largest,
                    $"{parameter.Name}[{i}]: managed {own[i]}, libtorch {other[i]}, the largest is {largest}");
            }
        }

        (double, Gradients) LearnManaged()
        {
            var managed = new Pass(objective.Weights);
            var gradients = new Gradients(objective.Weights.Layout);
            ShardLearner learner = objective.CreateLearner();
            managed.StartLearning(gradients, seed: 1, step: 1, shard: 0);
            managed.LossScale = scale;
            learner.Batch.Fill(examples, new RandomStream(Draws));
            return (learner.Learn(managed, scale), gradients);
        }

        float[] Of(Parameter parameter)
        {
            var values = new float[parameter.Length];
            if (!parameter.IsSparse)
            {
                expected[parameter].Span.CopyTo(values);
                return values;
            }

            foreach (int row in expected.Sparse(parameter).Rows)
            {
                expected.Sparse(parameter).Row(row).CopyTo(values.AsSpan(row * parameter.Columns));
            }

            return values;
        }
    }
}
