using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks;

/// <summary>
/// A network from text to a row of numbers. Training changes its weights; all working memory is rented, so a trained one is used from
/// any number of threads at once. What it computes for a text does not depend on the texts beside it.
/// </summary>
internal abstract class TextModel : ITextModel
{
    private readonly GroupRunner<DocumentBatch> _runner;
    private readonly Func<Pass, DocumentBatch, Matrix> _forward;

    private readonly DocumentEncoder? _encoder;

    /// <param name="coder">Turns text into codes.</param>
    /// <param name="network">What is computed; its first member is built here, all else by the derived model.</param>
    /// <param name="kernels">To compute with.</param>
    protected TextModel(TokenCoder coder, NetworkSpec network, Kernels kernels)
        : this(coder, network, network.Members[0].Encoder, kernels)
    {
    }

    /// <param name="coder">Turns text into codes.</param>
    /// <param name="network">What is computed; it may have no member.</param>
    /// <param name="options">Of the encoder, or how one would read texts.</param>
    /// <param name="kernels">To compute with.</param>
    protected TextModel(TokenCoder coder, NetworkSpec network, EncoderOptions options, Kernels kernels)
    {
        Coder = coder;
        Network = network;
        Options = options;
        Layout = new ParameterLayout();
        _encoder = network.Members.Count > 0 ? new DocumentEncoder(Layout, network.Members[0]) : null;
        Kernels = kernels;
        _forward = Forward;
        _runner = new GroupRunner<DocumentBatch>(options.SegmentLength, () => Weights);
    }

    public TokenCoder Coder { get; }

    public NetworkSpec Network { get; }

    public EncoderOptions Options { get; }

    public ParameterLayout Layout { get; }

    /// <exception cref="InvalidOperationException">The model has none.</exception>
    public DocumentEncoder Encoder => _encoder ?? throw new InvalidOperationException("The model has no encoder.");

    // Made when first asked for: until then a derived model may add parameters.
    public Weights Weights => field ??= new Weights(Layout, Kernels) { AreSavedWhole = Options.SavesAllWeights };

    public long ParameterCount => Layout.ValueCount;

    public abstract int ResultSize { get; }

    private Kernels Kernels { get; }

    /// <summary>[documents x ResultSize].</summary>
    public abstract Matrix Forward(Pass pass, DocumentBatch documents);

    public int[] Encode(ReadOnlySpan<char> text) => Coder.Encode(text);

    public void Run(IReadOnlyList<int[]> documents, Memory<float> results, int threads = 1, StageWatch? watch = null) =>
        Run(documents, results, threads, _forward, watch);

    /// <summary>As <see cref="Run(IReadOnlyList{int[]}, Memory{float}, int, StageWatch?)"/> with another forward pass than <see cref="Forward"/>.</summary>
    /// <param name="documents">Their codes.</param>
    /// <param name="results">Written.</param>
    /// <param name="threads">At work at once, at most.</param>
    /// <param name="forward">Called from several threads at once where several are allowed.</param>
    /// <param name="watch">Counts the documents; null where nobody watches.</param>
    /// <exception cref="OperationCanceledException">The stage that is watched is cancelled.</exception>
    public void Run(
        IReadOnlyList<int[]> documents,
        Memory<float> results,
        int threads,
        Func<Pass, DocumentBatch, Matrix> forward,
        StageWatch? watch = null) => _runner.Run(
        documents.Count,
        document => TokenCodes.CountTokens(documents[document]),
        threads,
        (pass, batch, members) =>
        {
            Matrix found = forward(pass, Fill(batch, documents, members));
            for (int i = 0; i < members.Length; i++)
            {
                found.Row(i).CopyTo(results.Span.Slice(members[i] * ResultSize, ResultSize));
            }
        },
        watch);

    /// <summary>Bytes that a thread's layers keep while they read the longest of these documents: found by reading them.</summary>
    public long MeasureRun(IReadOnlyList<int[]> documents) => _runner.Measure(
        documents.Count,
        document => TokenCodes.CountTokens(documents[document]),
        (pass, batch, members) => Forward(pass, Fill(batch, documents, members)));

    /// <summary>
    /// Takes over the values of all parameters that the other model has under the same names. Those that are larger here take over
    /// their first rows and columns.
    /// </summary>
    /// <param name="other">The other model.</param>
    /// <param name="prefix">What stands before the names here.</param>
    /// <param name="otherPrefix">What stands before the names there.</param>
    public void CopyParametersFrom(TextModel other, string prefix = "", string otherPrefix = "")
    {
        var sources = other.Layout.Parameters
            .Where(parameter => parameter.Name.StartsWith(otherPrefix, StringComparison.Ordinal))
            .ToDictionary(parameter => prefix + parameter.Name[otherPrefix.Length..]);
        foreach (Parameter parameter in Layout.Parameters)
        {
            if (sources.TryGetValue(parameter.Name, out Parameter? source))
            {
                Matrix target = Weights[parameter];
                for (int row = 0; row < source.Rows; row++)
                {
                    other.Weights[source].Row(row).CopyTo(target.Row(row));
                }
            }
        }

        Weights.Changed();
    }

    /// <summary>From now on documents are read on the engine's device.</summary>
    public void UseEngine(TrainingEngine engine)
    {
        IScorer? scorer = Network.Members.Count > 0 ? engine.CreateScorer(Network, Weights) : null;
        for (int i = 0; i < Network.Members.Count; i++)
        {
            int member = i;
            EncoderOf(member).Device = scorer is null ? null : (documents, vectors) => scorer.Read(member, documents, vectors);
        }
    }

    /// <summary>The encoder of a member of the network.</summary>
    protected virtual DocumentEncoder EncoderOf(int member) => Encoder;

    private DocumentBatch Fill(DocumentBatch batch, IReadOnlyList<int[]> documents, ReadOnlySpan<int> members)
    {
        batch.Start(Options.SegmentLength);
        foreach (int member in members)
        {
            batch.Add(documents[member]);
        }

        return batch;
    }
}
