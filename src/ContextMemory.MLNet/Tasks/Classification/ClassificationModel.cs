using System.Numerics.Tensors;
using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Tasks.Classification.NGrams;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>
/// From text to the probability of each class: encoders, one, several or none, each with dropout and a linear layer, whose logits are averaged
/// (Lakshminarayanan 2017); beside them a linear model over n-grams and a memory of documents; all mixed, softmax, or a sigmoid for each label where a text may
/// have any number of them.
/// </summary>
internal sealed class ClassificationModel : TextModel
{
    /// <summary>More labels than this are hashes or identifiers; a model that told them apart would not fit in memory.</summary>
    public const int MostClasses = 100_000;

    public const int MostMembers = 16;

    private readonly Dropout _dropout;
    private readonly List<Member> _members = [];

    public ClassificationModel(TokenCoder coder, EncoderOptions options, int classes, Kernels kernels, int members = 1, bool isMultiLabel = false)
        : base(coder, Describe(coder, options, classes, members, isMultiLabel), MemberSpec.InSegments(options), kernels)
    {
        ClassCount = classes;
        IsMultiLabel = isMultiLabel;
        Thresholds = isMultiLabel ? LabelThresholds.Even(classes) : [];
        _dropout = new Dropout(options.DropoutRate);
        foreach (MemberSpec member in Network.Members)
        {
            DocumentEncoder encoder = _members.Count == 0 ? Encoder : new DocumentEncoder(Layout, member);
            _members.Add(new Member(member.Prefix, encoder, encoder.CreateHead(Layout, HeadOf(member))));
        }
    }

    public int ClassCount { get; }

    /// <summary>Whether a text may have any number of labels, none excluding another.</summary>
    public bool IsMultiLabel { get; }

    /// <summary>From which probability on a text has each label; empty where it has one class.</summary>
    public float[] Thresholds { get; set; }

    /// <summary>Rows kept for a later training; null where none are.</summary>
    public ReplayRows? Replay { get; set; }

    public override int ResultSize => ClassCount;

    /// <summary>Those of the encoders, or of the linear part where it answers alone.</summary>
    public override long ParameterCount => MemberCount > 0 ? base.ParameterCount : NGrams?.WeightCount ?? 0;

    /// <summary>Number of encoders that answer together; 0 where the linear part answers alone.</summary>
    public int MemberCount => _members.Count;

    public IReadOnlyList<Parameter> Tables => [.. _members.Select(member => member.Encoder.Table)];

    /// <summary>The linear model over n-grams; null where the encoders answer alone.</summary>
    public NGramClassifier? NGrams { get; set; }

    /// <summary>How the encoders, the n-grams and their memory are put together.</summary>
    public Mixture Mixture { get; set; } = Mixture.Plain;

    public override Matrix Forward(Pass pass, DocumentBatch documents)
    {
        Matrix probabilities = MeanLogits(pass, documents);
        Span<float> margins = NGrams is null ? default : pass.Arena.Allocate(1, ClassCount).Row(0);
        Span<float> logShares = NGrams?.Memory is null ? default : pass.Arena.Allocate(1, ClassCount).Row(0);
        for (int row = 0; row < probabilities.Rows; row++)
        {
            Span<float> logits = probabilities.Row(row);
            NGrams?.Score(documents.CodesOf(row).Span, margins, logShares);
            Mixture.Apply(logits, margins, logShares);
            Normalize(pass.Kernels, logits);
        }

        return probabilities;
    }

    /// <summary>The probabilities of many documents as all members give them together, without n-grams, [documents x classes].</summary>
    public void RunEncoders(IReadOnlyList<int[]> documents, Memory<float> probabilities, int threads, StageWatch? watch = null) =>
        Run(documents, probabilities, threads, (pass, batch) => Normalized(pass.Kernels, MeanLogits(pass, batch)), watch);

    /// <summary>The same as one member gives them, without the others.</summary>
    public void RunMember(int member, IReadOnlyList<int[]> documents, Memory<float> probabilities, int threads, StageWatch? watch = null) =>
        Run(documents, probabilities, threads, (pass, batch) => Normalized(pass.Kernels, Logits(pass, batch, member)), watch);

    /// <summary>In place: from the logits of a text to probabilities.</summary>
    public void Normalize(Kernels kernels, Span<float> logits)
    {
        if (IsMultiLabel)
        {
            kernels.Sigmoid(logits);
        }
        else
        {
            kernels.Softmax(logits);
        }
    }

    /// <summary>Gives all members the embedding table of the first, with the rows of it that are frozen: word vectors are the same for all.</summary>
    public void StartMembersAlike()
    {
        foreach (Member member in _members.Skip(1))
        {
            Weights[Encoder.Table].CopyTo(Weights[member.Encoder.Table]);
            member.Encoder.FrozenRows = Encoder.FrozenRows;
        }

        Weights.Changed();
    }

    /// <summary>Lowers the mixed logits of the last classes: in the biases of that part of the mixture which counts most.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="amount">How much.</param>
    public void HoldBack(int first, float amount)
    {
        if (NGrams is not null && Mixture.NGrams > Mixture.Encoder)
        {
            Lower(NGrams.Biases, Mixture.NGrams);
            return;
        }

        foreach (Member member in _members)
        {
            Lower(Weights[member.Head.Bias].Span, Mixture.Encoder);
        }

        Weights.Changed();

        void Lower(Span<float> biases, float factor) =>
            TensorPrimitives.Subtract(biases[first..], amount / factor, biases[first..]);
    }

    /// <summary>The same model with its linear part alone.</summary>
    public ClassificationModel WithoutEncoders() => new(Coder, Options, ClassCount, Kernels.Current, members: 0, IsMultiLabel)
    {
        NGrams = NGrams,
        Mixture = Mixture with { Encoder = 0 },
        Thresholds = Thresholds,
    };

    /// <summary>What stands before the names of a member's parameters.</summary>
    public string Prefix(int member) => _members[member].Prefix;

    private static NetworkSpec Describe(TokenCoder coder, EncoderOptions options, int classes, int members, bool isMultiLabel)
    {
        return new NetworkSpec
        {
            Members = [.. Enumerable.Range(1, members).Select(Member)],
            Loss = new LossSpec(isMultiLabel ? LossKind.BinaryCrossEntropy : LossKind.CrossEntropy),
        };

        MemberSpec Member(int number)
        {
            string prefix = number == 1 ? "" : $"member{number}.";
            var head = new LinearHeadSpec($"{prefix}head", HeadInput.Documents, classes) { Dropout = options.DropoutRate };
            return MemberSpec.OfDocuments(options, coder.TableRows, prefix) with { Heads = [head] };
        }
    }

    private static LinearHeadSpec HeadOf(MemberSpec member) => (LinearHeadSpec)member.Heads[0];

    private Matrix Normalized(Kernels kernels, Matrix logits)
    {
        for (int row = 0; row < logits.Rows; row++)
        {
            Normalize(kernels, logits.Row(row));
        }

        return logits;
    }

    /// <summary>The mean of all members' logits, [documents x classes]; zero where there is no member.</summary>
    private Matrix MeanLogits(Pass pass, DocumentBatch documents)
    {
        if (MemberCount == 0)
        {
            return pass.Arena.AllocateCleared(documents.Count, ClassCount);
        }

        Matrix logits = Logits(pass, documents, 0);
        for (int member = 1; member < MemberCount; member++)
        {
            Arena.Mark mark = pass.Arena.Now;
            pass.Kernels.Add(Logits(pass, documents, member).Span, logits.Span);
            pass.Arena.Release(mark);
        }

        for (int row = 0; row < logits.Rows; row++)
        {
            TensorPrimitives.Divide(logits.Row(row), MemberCount, logits.Row(row));
        }

        return logits;
    }

    /// <summary>The logits of one member, [documents x classes].</summary>
    public Matrix Logits(Pass pass, DocumentBatch documents, int member)
    {
        Matrix vectors = _members[member].Encoder.Forward(pass, documents);
        pass.StartStream(int.MaxValue);
        return _members[member].Head.Forward(pass, _dropout.Forward(pass, vectors));
    }

    /// <summary>The backward pass through <see cref="Logits"/>, of the member that went forward last.</summary>
    public void Backward(Pass pass, DocumentBatch documents, int member, Matrix logitGradient)
    {
        Matrix vectorGradient = _dropout.Backward(pass, _members[member].Head.Backward(pass, logitGradient));
        _members[member].Encoder.Backward(pass, documents, vectorGradient);
    }

    /// <param name="Prefix">What stands before the names of its parameters.</param>
    /// <param name="Encoder">From codes to a vector.</param>
    /// <param name="Head">From the vector to logits.</param>
    private sealed record Member(string Prefix, DocumentEncoder Encoder, Linear Head);
}
