using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Tasks.Encoding;
using ContextMemory.MLNet.Tasks.Entities;
using ContextMemory.MLNet.Tasks.Summarization;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tests.Networks;

/// <summary>A description says of tables and heads what the model that is built from it has.</summary>
public sealed class NetworkSpecTests
{
    private static readonly Vocabulary Coder = new(["a", "b", "c"], lowerCase: true, hashBuckets: 16);

    [Theory]
    [InlineData(1, false, "CrossEntropy")]
    [InlineData(3, true, "BinaryCrossEntropy")]
    public void A_classifier_has_members_of_one_kind(int members, bool isMultiLabel, string loss)
    {
        var model = new EncoderEnsemble(Coder, Small(EncoderKind.Attention), classes: 4, Kernels.Current, members, isMultiLabel);
        Assert.Equal(loss, model.Network.Loss.Kind.ToString());
        Assert.Equal(members, model.Network.Members.Count);
        Assert.Equal(members, model.Network.Members.Select(member => member.Prefix).Distinct().Count());
        Check(model.Network, model.Layout);
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    public void A_model_of_tokens_has_a_head_for_each_prediction(bool readsDocuments, int heads)
    {
        var model = new TokenPredictionModel(Coder, Small(EncoderKind.Gru), Kernels.Current, readsDocuments);
        Assert.Equal(LossKind.TokenPrediction, model.Network.Loss.Kind);
        Assert.Equal(heads, model.Network.Members[0].Heads.Count);
        Check(model.Network, model.Layout);
    }

    [Fact]
    public void A_tagger_has_three_tables_and_a_random_field()
    {
        var builder = new EntityCoder.Builder(new EntityFeatureOptions { HashBuckets = 16, Characters = Small(EncoderKind.Lstm) });
        builder.Add(AnnotatedText.Of("call Anna now", []).Text);
        var model = new EntityModel(
            builder.Build(), Small(EncoderKind.Lstm), Small(EncoderKind.Lstm), new TagSet(TagScheme.Bioes, ["PER"]), Kernels.Current);
        MemberSpec member = model.Network.Members[0];
        Assert.Null(member.Pooling);
        Assert.Equal(model.Options.EmbeddingSize, member.Embeddings.Sum(table => table.Size));
        Assert.Equal([false, true, false], member.Embeddings.Select(table => table.Characters is not null));
        Check(model.Network, model.Layout);
    }

    [Fact]
    public void A_summarizer_has_a_second_encoder()
    {
        var model = new SummarizationModel(Coder, Small(EncoderKind.Gru), Small(EncoderKind.KeyValueMemory), Kernels.Current);
        Assert.Equal(LossKind.ListCrossEntropy, model.Network.Loss.Kind);
        Assert.Equal(EncoderKind.KeyValueMemory, Assert.IsType<SentenceHeadSpec>(model.Network.Members[0].Heads[0]).Memory.Kind);
        Check(model.Network, model.Layout);
    }

    [Fact]
    public void Segments_that_were_not_derived_have_the_usual_length()
    {
        Assert.Equal(256, MemberSpec.OfDocuments(Small(EncoderKind.Gru) with { SegmentLength = 0 }, tableRows: 5).Encoder.SegmentLength);
        Assert.Equal(64, MemberSpec.OfDocuments(Small(EncoderKind.Gru) with { SegmentLength = 64 }, tableRows: 5).Encoder.SegmentLength);
    }

    private static EncoderOptions Small(EncoderKind kind) =>
        ToyTexts.SmallEncoder(kind) with { Pooling = Pooling.Mean | Pooling.Attention };

    private static void Check(NetworkSpec network, ParameterLayout layout)
    {
        foreach (MemberSpec member in network.Members)
        {
            foreach (EmbeddingSpec table in member.Embeddings)
            {
                AssertHas($"{table.Name}.weight", table.Rows, table.Size);
                if (table.Characters is { } characters)
                {
                    Check(new NetworkSpec { Members = [characters] }, layout);
                }
            }

            foreach (HeadSpec head in member.Heads)
            {
                AssertHasHead(head);
            }

            Assert.Contains(layout.Parameters, parameter => parameter.Name.StartsWith($"{member.Prefix}encoder.", StringComparison.Ordinal));
            Assert.Equal(member.Pooling is not null, layout.Parameters.Any(parameter => parameter.Name.StartsWith($"{member.Prefix}pooling.", StringComparison.Ordinal)));
        }

        void AssertHasHead(HeadSpec head)
        {
            switch (head)
            {
                case LinearHeadSpec linear:
                    AssertHas($"{linear.Name}.weight", linear.Outputs, columns: null);
                    break;
                case FeatureHeadSpec features:
                    AssertHas($"{features.Name}.weight", features.Rows, features.Outputs);
                    break;
                case TagHeadSpec tags:
                    AssertHas($"{tags.Name}.transitions", tags.Transitions.TagCount, tags.Transitions.TagCount);
                    break;
                case SentenceHeadSpec sentences:
                    AssertHas("features.hidden.weight", sentences.FeatureHidden, sentences.Features);
                    AssertHas("cues.weight", sentences.CueRows, 1);
                    break;
                default:
                    Assert.Fail(head.ToString());
                    break;
            }
        }

        void AssertHas(string name, int rows, int? columns)
        {
            Parameter parameter = Assert.Single(layout.Parameters, parameter => parameter.Name == name);
            Assert.Equal((rows, columns ?? parameter.Columns), (parameter.Rows, parameter.Columns));
        }
    }
}
