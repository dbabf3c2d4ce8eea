using System.Numerics.Tensors;
using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>
/// From text to the logits of each class: encoders, one, several or none, each with dropout and a linear layer, whose logits are averaged
/// (Lakshminarayanan 2017). This is what an engine trains.
/// </summary>
internal sealed class EncoderEnsemble : TextModel
{
    private readonly Dropout _dropout;
    private readonly List<Member> _members = [];

    public EncoderEnsemble(TokenCoder coder, EncoderOptions options, int classes, Kernels kernels, int members = 1, bool isMultiLabel = false)
        : base(coder, Describe(coder, options, classes, members, isMultiLabel), MemberSpec.InSegments(options), kernels)
    {
        ClassCount = classes;
        IsMultiLabel = isMultiLabel;
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

    public override int ResultSize => ClassCount;

    /// <summary>Number of encoders; 0 where the linear part answers alone.</summary>
    public int MemberCount => _members.Count;

    /// <summary>Those of all members.</summary>
    public IReadOnlyList<DocumentEncoder> MemberEncoders => [.. _members.Select(member => member.Encoder)];

    public IReadOnlyList<Parameter> Tables => [.. _members.Select(member => member.Encoder.Table)];

    /// <summary>The mean of all members' logits, [documents x classes]; zero where there is no member.</summary>
    public override Matrix Forward(Pass pass, DocumentBatch documents)
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

    /// <summary>The logits of many documents as one member gives them, [documents x classes].</summary>
    public void RunMember(int member, IReadOnlyList<int[]> documents, Memory<float> logits, int threads, StageWatch? watch = null) =>
        Run(documents, logits, threads, (pass, batch) => Logits(pass, batch, member), watch);

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
            member.Encoder.Table.FrozenRows = Encoder.Table.FrozenRows;
        }

        Weights.Changed();
    }

    /// <summary>Lowers the logits of the last classes, in the biases of all members.</summary>
    /// <param name="first">The first of these classes.</param>
    /// <param name="amount">What is taken from each logit.</param>
    public void LowerBiases(int first, float amount)
    {
        foreach (Member member in _members)
        {
            Span<float> biases = Weights[member.Head.Bias].Span[first..];
            TensorPrimitives.Subtract(biases, amount, biases);
        }

        Weights.Changed();
    }

    /// <summary>The same without a member.</summary>
    public EncoderEnsemble WithoutMembers() => new(Coder, Options, ClassCount, Kernels.Current, members: 0, IsMultiLabel);

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

    protected override DocumentEncoder EncoderOf(int member) => _members[member].Encoder;

    private static LinearHeadSpec HeadOf(MemberSpec member) => (LinearHeadSpec)member.Heads[0];

    /// <summary>The logits of one member, [documents x classes].</summary>
    public Matrix Logits(Pass pass, DocumentBatch documents, int member) =>
        LogitsOf(pass, _members[member].Encoder.Forward(pass, documents), member);

    /// <summary>The logits of one member for what its encoder has made of documents, [documents x classes].</summary>
    public Matrix LogitsOf(Pass pass, Matrix vectors, int member)
    {
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
