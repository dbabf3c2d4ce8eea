using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Layers.Losses;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tests.Layers.Losses;

public sealed class ConditionalRandomFieldTests
{
    private const double Tolerance = 1e-5;

    public static TheoryData<int, int, TagScheme?> SmallCases()
    {
        var data = new TheoryData<int, int, TagScheme?>();
        foreach (TagScheme? scheme in (TagScheme?[])[null, TagScheme.Bio, TagScheme.Bioes])
        {
            foreach (int tokens in (int[])[1, 2, 3, 5])
            {
                data.Add(tokens, 17 + tokens, scheme);
            }
        }

        return data;
    }

    [Fact]
    public void Agrees_with_the_golden()
    {
        Golden golden = Golden.Read("crf");
        using LayerBench bench = Bench(TagTransitions.All(4), out ConditionalRandomField field);
        bench.SetParameters(new()
        {
            ["crf.start"] = golden.Tensor("start"),
            ["crf.transitions"] = golden.Tensor("transitions"),
            ["crf.end"] = golden.Tensor("end"),
        });
        Matrix emissions = golden.Tensor("emissions").ToMatrix(bench.Memory);
        int[] gold = golden.Integers("gold");
        bench.StartLearning();

        TagLattice lattice = field.Read(bench.Pass, emissions);
        Assert.Equal(golden.Number("logz"), lattice.LogPartition, Golden.Tolerance);
        Assert.Equal(golden.Number("nll"), lattice.LogPartition - lattice.Score(gold), Golden.Tolerance);
        var best = new int[gold.Length];
        lattice.FindBest(bench.Pass.Arena, best);
        Assert.Equal(golden.Integers("viterbi"), best);
        Assert.Equal(golden.Number("viterbi_score"), lattice.Score(best), Golden.Tolerance);
        Matrix marginals = bench.Memory.Copy(emissions);
        lattice.WriteMarginals(marginals);
        golden.Tensor("marginals").AssertClose(marginals, "marginals");

        Matrix gradient = bench.Memory.Copy(emissions);
        Assert.Equal(golden.Number("nll"), field.LossAndGradient(bench.Pass, gradient, gold, 1), Golden.Tolerance);
        Dictionary<string, GoldenTensor> gradients = golden.Group("gradients");
        gradients["emissions"].AssertClose(gradient, "gradient of the emissions");
        bench.AssertGradients(new()
        {
            ["crf.start"] = gradients["start"],
            ["crf.transitions"] = gradients["transitions"],
            ["crf.end"] = gradients["end"],
        });
    }

    [Theory]
    [MemberData(nameof(SmallCases))]
    public void Agrees_with_enumeration(int tokens, int seed, TagScheme? scheme)
    {
        TagTransitions allowed = scheme is { } known ? new TagSet(known, ["A", "B"]).Transitions : TagTransitions.All(4);
        using LayerBench bench = Bench(allowed, out ConditionalRandomField field);
        using var memory = new TestMemory((ulong)seed);
        Matrix emissions = memory.Normal(tokens, allowed.TagCount, deviation: 2);
        bench.StartLearning();
        TagLattice lattice = field.Read(bench.Pass, emissions);
        (int[] Tags, double Score)[] all = Enumerate(bench, allowed, emissions);
        double sum = all.Sum(sequence => Math.Exp(sequence.Score));
        Assert.Equal(Math.Log(sum), lattice.LogPartition, Tolerance);

        foreach ((int[] tags, double score) in all)
        {
            Assert.Equal(score, lattice.Score(tags), Tolerance);
        }

        var best = new int[tokens];
        lattice.FindBest(bench.Pass.Arena, best);
        Assert.Equal(all.MaxBy(sequence => sequence.Score).Tags, best);

        for (int token = 0; token < tokens; token++)
        {
            for (int tag = 0; tag < allowed.TagCount; tag++)
            {
                double share = all.Where(sequence => sequence.Tags[token] == tag).Sum(sequence => Math.Exp(sequence.Score)) / sum;
                Assert.Equal(share, lattice.Probability(token, tag), Tolerance);
            }
        }

        for (int first = 0; first < tokens; first++)
        {
            int[] part = all[^1].Tags[first..];
            double share = all.Where(sequence => sequence.Tags[first..].SequenceEqual(part)).Sum(sequence => Math.Exp(sequence.Score)) / sum;
            double logProbability = lattice.LogProbability(first, part[0]);
            for (int token = first + 1; token < tokens; token++)
            {
                logProbability += lattice.LogProbability(token, lattice.Steps(token - 1, part[token - first - 1]), part[token - first]);
            }

            Assert.Equal(share, Math.Exp(logProbability), Tolerance);
        }
    }

    [Theory]
    [InlineData(TagScheme.Bio, "..b..", 1)]
    [InlineData(TagScheme.Bio, "b.bb.", 2)]
    [InlineData(TagScheme.Bio, ".b.bb", 3)]
    [InlineData(TagScheme.Bioes, "..b..", 4)]
    [InlineData(TagScheme.Bioes, "b.bb.", 5)]
    [InlineData(TagScheme.Bioes, ".b.bb", 6)]
    [InlineData(TagScheme.Bioes, "b", 7)]
    public void No_entity_begins_or_ends_with_a_blank(TagScheme scheme, string text, int seed)
    {
        var tags = new TagSet(scheme, ["A", "B"]);
        bool[] blanks = [.. text.Select(token => token == 'b')];
        using LayerBench bench = Bench(tags.Transitions, out ConditionalRandomField field);
        using var memory = new TestMemory((ulong)seed);
        Matrix emissions = memory.Normal(blanks.Length, tags.Names.Count, deviation: 2);
        bench.StartLearning();
        (int[] Tags, double Score)[] allowed = [.. Enumerate(bench, tags.Transitions, emissions)
            .Where(sequence => tags.Decode(sequence.Tags).All(entity => !blanks[entity.Start] && !blanks[entity.End - 1]))];
        double sum = allowed.Sum(sequence => Math.Exp(sequence.Score));

        TagLattice lattice = field.Read(bench.Pass, emissions, blanks);

        Assert.Equal(Math.Log(sum), lattice.LogPartition, Tolerance);
        var best = new int[blanks.Length];
        lattice.FindBest(bench.Pass.Arena, best);
        Assert.Equal(allowed.MaxBy(sequence => sequence.Score).Tags, best);
        foreach ((int[] sequence, double score) in allowed)
        {
            Assert.Equal(score, lattice.Score(sequence), Tolerance);
            double logProbability = lattice.LogProbability(0, sequence[0]);
            for (int token = 1; token < blanks.Length; token++)
            {
                logProbability += lattice.LogProbability(token, lattice.Steps(token - 1, sequence[token - 1]), sequence[token]);
            }

            Assert.Equal(Math.Exp(score) / sum, Math.Exp(logProbability), Tolerance);
        }

        for (int token = 0; token < blanks.Length; token++)
        {
            for (int tag = 0; tag < tags.Names.Count; tag++)
            {
                double share = allowed.Where(sequence => sequence.Tags[token] == tag).Sum(sequence => Math.Exp(sequence.Score)) / sum;
                Assert.Equal(share, lattice.Probability(token, tag), Tolerance);
            }
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(TagScheme.Bio)]
    [InlineData(TagScheme.Bioes)]
    public void Gradients_are_those_of_the_loss(TagScheme? scheme)
    {
        TagSet? tagSet = scheme is { } known ? new TagSet(known, ["A", "B"]) : null;
        TagTransitions allowed = tagSet?.Transitions ?? TagTransitions.All(4);
        int[] tags = tagSet?.Encode(6, [new(1, 3, "B"), new(4, 1, "A")]) ?? [0, 3, 3, 1, 2, 0];
        using LayerBench bench = Bench(allowed, out ConditionalRandomField field);
        Matrix emissions = bench.Memory.Normal(tags.Length, allowed.TagCount);
        bench.StartLearning();
        Matrix gradient = bench.Memory.Copy(emissions);
        field.LossAndGradient(bench.Pass, gradient, tags, 1);

        GradientCheck.Gradients(bench, GradientCheck.Copy(bench), Loss);
        const float Step = 1e-2f;
        for (int place = 0; place < emissions.Span.Length; place++)
        {
            float value = emissions.Span[place];
            emissions.Span[place] = value + Step;
            double above = Loss();
            emissions.Span[place] = value - Step;
            double below = Loss();
            emissions.Span[place] = value;
            Assert.Equal((above - below) / (2 * Step), gradient.Span[place], 1e-3);
        }

        double Loss()
        {
            bench.StartReading();
            TagLattice lattice = field.Read(bench.Pass, emissions);
            return lattice.LogPartition - lattice.Score(tags);
        }
    }

    [Fact]
    public void Scores_far_apart_neither_overflow_nor_vanish()
    {
        var tags = new TagSet(TagScheme.Bioes, ["A"]);
        using LayerBench bench = Bench(tags.Transitions, out ConditionalRandomField field);
        Matrix emissions = bench.Memory.Normal(200, tags.Names.Count, deviation: 100);
        bench.StartLearning();
        TagLattice lattice = field.Read(bench.Pass, emissions);
        var best = new int[emissions.Rows];
        lattice.FindBest(bench.Pass.Arena, best);
        Assert.InRange(lattice.LogPartition, lattice.Score(best), lattice.Score(best) + emissions.Rows);
        Assert.True(double.IsFinite(field.LossAndGradient(bench.Pass, emissions, new int[emissions.Rows], 1)));
        Assert.All(emissions.Span.ToArray(), value => Assert.True(float.IsFinite(value)));
        Assert.All(bench.Gradients.Dense.ToArray(), value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void Learning_and_decoding_allocate_nothing()
    {
        var tags = new TagSet(TagScheme.Bioes, ["A", "B"]);
        using LayerBench bench = Bench(tags.Transitions, out ConditionalRandomField field);
        Matrix emissions = bench.Memory.Normal(50, tags.Names.Count);
        var gold = new int[emissions.Rows];
        long bytes = Allocation.OfRepeated(() =>
        {
            bench.StartLearning();
            TagLattice lattice = field.Read(bench.Pass, emissions);
            lattice.FindBest(bench.Pass.Arena, gold);
            field.LossAndGradient(bench.Pass, emissions, gold, 1);
        });
        Assert.Equal(0, bytes);
    }

    private static LayerBench Bench(TagTransitions allowed, out ConditionalRandomField field)
    {
        var bench = new LayerBench();
        field = new ConditionalRandomField(bench.Layout, "crf", allowed);
        return bench;
    }

    private static (int[] Tags, double Score)[] Enumerate(LayerBench bench, TagTransitions allowed, Matrix emissions)
    {
        Matrix start = bench.Weights[bench.Parameter("crf.start")];
        Matrix transitions = bench.Weights[bench.Parameter("crf.transitions")];
        Matrix end = bench.Weights[bench.Parameter("crf.end")];
        IEnumerable<(int[] Tags, double Score)> sequences = Enumerable.Range(0, allowed.TagCount)
            .Where(allowed.MayStart)
            .Select(tag => ((int[])[tag], (double)start[0, tag] + emissions[0, tag]));
        for (int token = 1; token < emissions.Rows; token++)
        {
            int place = token;
            sequences = sequences.SelectMany(sequence => Enumerable.Range(0, allowed.TagCount)
                .Where(tag => allowed.MayFollow(sequence.Tags[^1], tag))
                .Select(tag => (
                    (int[])[.. sequence.Tags, tag],
                    sequence.Score + transitions[sequence.Tags[^1], tag] + emissions[place, tag])));
        }

        return [.. sequences
            .Where(sequence => allowed.MayEnd(sequence.Tags[^1]))
            .Select(sequence => (sequence.Tags, sequence.Score + end[0, sequence.Tags[^1]]))];
    }
}
